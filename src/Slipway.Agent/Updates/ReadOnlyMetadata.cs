using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>What is kept, for a reader that must not change it: another agent may be at work.</summary>
internal sealed class ReadOnlyMetadata(ILocalMetadata kept) : ILocalMetadata
{
    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation) => kept.ReadAsync(file, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Delete(LocalFile file)
    {
    }
}
