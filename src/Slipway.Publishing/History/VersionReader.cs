using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Reads many small objects of a store, a few at a time.</summary>
internal sealed class VersionReader(IReleaseStore store, CancellationToken cancellation)
{
    private const int AtATime = 8;

    /// <summary>The files of a role that can be read as such, in the order of <paramref name="versions"/>. What is gone meanwhile, or is no metadata, is left out.</summary>
    public async Task<IReadOnlyList<(RoleFileVersion File, UnverifiedMetadata Content)>> ReadAllAsync(
        string role, IReadOnlyList<(long Version, StoredEntry Entry)> versions, IProgress<OperationProgress>? progress)
    {
        var total = versions.Sum(version => version.Entry.Length);
        var done = 0L;
        var files = await EachAsync(versions, async version =>
        {
            var file = await store.ReadAsync(version.Entry.Path, MetadataLimits.TargetsBytes, cancellation);
            progress?.Report(new OperationProgress($"reading {role}", Interlocked.Add(ref done, version.Entry.Length), total));
            return file is not null && TryParse(role, file.Bytes) is { } content ? (new RoleFileVersion(version.Version, version.Entry.Modified), content) : ((RoleFileVersion, UnverifiedMetadata)?)null;
        });
        return [.. files.OfType<(RoleFileVersion, UnverifiedMetadata)>()];
    }

    /// <summary>Does <paramref name="work"/> on each, in order of the items.</summary>
    private async Task<IReadOnlyList<TResult>> EachAsync<TItem, TResult>(IEnumerable<TItem> items, Func<TItem, Task<TResult>> work)
    {
        using var places = new SemaphoreSlim(AtATime);
        return await Task.WhenAll(items.Select(async item =>
        {
            await places.WaitAsync(cancellation);
            try
            {
                return await work(item);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    private static UnverifiedMetadata? TryParse(string role, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return UnverifiedMetadata.Parse(role, bytes);
        }
        catch (TrustException)
        {
            // Whoever put it there, it says nothing that anybody signed.
            return null;
        }
    }
}
