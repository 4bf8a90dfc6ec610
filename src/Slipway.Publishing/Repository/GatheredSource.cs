using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>A store as who publishes to it reads it: the gathering of the snapshot first, then the files themselves. It remembers what the next gathering is made of.</summary>
/// <param name="store">The store.</param>
/// <param name="files">Its files.</param>
internal sealed class GatheredSource(IReleaseStore store, StoreSource files) : IRepositorySource
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _read = new(StringComparer.Ordinal);

    /// <summary>What was read, or lay in the gathering, by its place in the repository.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Read => _read;

    /// <inheritdoc/>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        var file = Uri.UnescapeDataString(path);
        var name = MetadataFileName.TryParse(file);
        if (name is { Role: RoleNames.Snapshot })
        {
            await TakeGatheringAsync(name.Version, cancellation);
        }

        if (name is { Role: RoleNames.Root } || file == RepositoryFiles.Timestamp)
        {
            return await files.OpenAsync(path, cancellation);
        }

        if (!_read.TryGetValue(file, out var bytes))
        {
            await using var stream = await files.OpenAsync(path, cancellation);
            if (stream is null)
            {
                return null;
            }

            // Whoever asked has limits that are as low or lower, and refuses the byte more.
            _read[file] = bytes = await BeginningOf.ReadAsync(stream, MetadataLimits.TargetsBytes + 1, cancellation);
        }

        return new MemoryStream(bytes.ToArray(), writable: false);
    }

    private async Task TakeGatheringAsync(long snapshot, CancellationToken cancellation)
    {
        foreach (var (path, bytes) in await Gathering.ReadAsync(store, snapshot, cancellation))
        {
            if (IsAsNamed(path, bytes.Span))
            {
                _read.TryAdd(path, bytes);
            }
        }
    }

    /// <summary>Metadata is verified at once, when the state is read; of a target, which may be asked for long after, the name says what it must be.</summary>
    private static bool IsAsNamed(string path, ReadOnlySpan<byte> bytes) =>
        !path.StartsWith(RepositoryFiles.Targets, StringComparison.Ordinal) || Path.GetFileName(path).StartsWith($"{Sha256Digest.Of(bytes)}.", StringComparison.Ordinal);
}
