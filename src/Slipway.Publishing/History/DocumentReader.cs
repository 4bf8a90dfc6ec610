using System.Collections.Concurrent;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Reads offers and rollouts that old metadata lists, each once.</summary>
internal sealed class DocumentReader(IReleaseStore store, CancellationToken cancellation)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<byte[]?>>> _read = new(StringComparer.Ordinal);

    /// <summary>What the file says, or null where it is gone, is not what was signed for, or is malformed.</summary>
    public async Task<T?> ReadAsync<T>(TargetFile file, Func<byte[], T> parse)
        where T : class
    {
        var bytes = await _read.GetOrAdd(file.RepositoryPath, path => new Lazy<Task<byte[]?>>(() => FetchAsync(path))).Value;
        try
        {
            return bytes is not null && file.Describes(bytes) ? parse(bytes) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<byte[]?> FetchAsync(string path) => (await store.ReadAsync(path, MetadataLimits.OfferBytes, cancellation))?.Bytes.ToArray();
}
