using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>What snapshots that are still in the store say of the versions of roles.</summary>
internal sealed class PublishedVersions
{
    private readonly RepositoryState _state;

    // An unbroken row of snapshots, the current one first: between two of them nothing was published that neither names.
    private readonly IReadOnlyList<Snapshot> _snapshots;

    private PublishedVersions(RepositoryState state, IReadOnlyList<Snapshot> snapshots)
    {
        _state = state;
        _snapshots = snapshots;
    }

    public static async Task<PublishedVersions> ReadAsync(
        IReleaseStore store, RepositoryState state, FormerTrust trust, MetadataListing listing, CancellationToken cancellation)
    {
        var keys = trust.Of(RoleNames.Snapshot).ToArray();
        var files = await new VersionReader(store, cancellation).ReadAllAsync(RoleNames.Snapshot, listing.Of(RoleNames.Snapshot, state.Snapshot.Version), progress: null);
        var snapshots = new List<Snapshot>();
        foreach (var (file, content) in files)
        {
            if (file.Version != state.Snapshot.Version - snapshots.Count || !keys.Any(key => key.Tally(content).IsMet))
            {
                break;
            }

            snapshots.Add(content.ReadUnverifiedSnapshot());
        }

        return new PublishedVersions(state, snapshots);
    }

    /// <summary>What bears out a version of a role; null: it was written and never published.</summary>
    public Evidence? EvidenceOf(string role, long version, UnverifiedMetadata content)
    {
        var file = RoleNames.FileOf(role);
        var digest = Sha256Digest.Of(content.Bytes.Span);
        if (IsNamed(_state.Snapshot.Files[file]))
        {
            return Evidence.Current;
        }

        var named = _snapshots.Select(snapshot => snapshot.Files.GetValueOrDefault(file)).OfType<MetadataFile>().ToArray();
        if (named.Any(IsNamed))
        {
            return Evidence.Snapshot;
        }

        return named.Length > 0 && version > named[^1].Version ? null : Evidence.Signature;

        bool IsNamed(MetadataFile name) => name.Version == version && name.Hashes?.Sha256 == digest;
    }
}
