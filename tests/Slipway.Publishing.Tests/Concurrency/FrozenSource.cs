using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A repository as it was when <paramref name="timestamp"/> was in place: everything else is written once.</summary>
internal sealed class FrozenSource(IRepositorySource repository, byte[] timestamp) : IRepositorySource
{
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        path == "metadata/timestamp.json" ? Task.FromResult<Stream?>(new MemoryStream(timestamp, writable: false)) : repository.OpenAsync(path, cancellation);
}
