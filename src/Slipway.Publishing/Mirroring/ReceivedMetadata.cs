using Slipway.Tuf;

namespace Slipway.Publishing.Mirroring;

/// <summary>Keeps, byte for byte, what a client came to trust: that is what a copy is made of.</summary>
/// <param name="anchor">The root that the client starts from.</param>
/// <param name="knownTimestamp">The timestamp of the copy so far, or null. Nothing older is taken, as long as its keys still count.</param>
internal sealed class ReceivedMetadata(ReadOnlyMemory<byte> anchor, byte[]? knownTimestamp) : ILocalMetadata
{
    private static readonly LocalFile Root = LocalFile.Role(RoleNames.Root);
    private static readonly LocalFile Timestamp = LocalFile.Role(RoleNames.Timestamp);

    private readonly List<ReadOnlyMemory<byte>> _roots = [anchor];
    private readonly Dictionary<LocalFile, ReadOnlyMemory<byte>> _files = [];

    /// <summary>Every root from the anchor on.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Roots => _roots;

    /// <summary>The file of another role.</summary>
    public ReadOnlyMemory<byte> this[string role] => _files[LocalFile.Role(role)];

    /// <inheritdoc/>
    public Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation) => Task.FromResult(file == Timestamp ? knownTimestamp : null);

    /// <inheritdoc/>
    public Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (file == Root)
        {
            _roots.Add(bytes);
        }

        _files[file] = bytes;
        return Task.CompletedTask;
    }

    /// <summary>Keeps everything: a timestamp whose keys were replaced is refused by whoever it is offered to.</summary>
    public void Delete(LocalFile file)
    {
    }

    /// <summary>The timestamp: what is known already is not received again.</summary>
    public ReadOnlyMemory<byte> NewestTimestamp => _files.TryGetValue(Timestamp, out var received) ? received : knownTimestamp;
}
