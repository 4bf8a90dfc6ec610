using System.Globalization;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The version numbers of the next snapshot and timestamp.</summary>
/// <remarks>
/// One more than before, but for one case: whoever stole the online keys may have signed numbers that no repository ever comes to, and
/// above which there is no room left. Once other keys replace those, readers forget the numbers (TUF §5.3.11) and counting goes on
/// where it was honest (ATTACKS A6, A14).
/// </remarks>
internal sealed class NextVersions(IReleaseStore store, RepositoryState state, RequiredKeys required)
{
    /// <summary>One publication a second would take 68 years to get here.</summary>
    public const long FastForwarded = 1L << 31;

    public async Task<long> OfSnapshotAsync(CancellationToken cancellation) =>
        IsForgotten(RoleNames.Snapshot, state.Snapshot.Version) ? await HighestHonestAsync(cancellation) + 1 : Next(RoleNames.Snapshot, state.Snapshot.Version);

    /// <summary>Where it begins again it does so with the snapshot's number, since no timestamp but the last one is kept.</summary>
    public long OfTimestamp(MetadataFile snapshot) =>
        IsForgotten(RoleNames.Timestamp, state.Timestamp.Version) ? snapshot.Version : Next(RoleNames.Timestamp, state.Timestamp.Version);

    private bool IsForgotten(string role, long version) => version >= FastForwarded && required.AreReplaced(role);

    private async Task<long> HighestHonestAsync(CancellationToken cancellation)
    {
        var highest = 0L;
        await foreach (var entry in store.ListAsync(RepositoryFiles.Folder, cancellation))
        {
            var name = entry.Path[RepositoryFiles.Folder.Length..];
            if (name.EndsWith("." + RoleNames.FileOf(RoleNames.Snapshot), StringComparison.Ordinal)
                && long.TryParse(name.AsSpan(0, name.IndexOf('.', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                && version < FastForwarded)
            {
                highest = Math.Max(highest, version);
            }
        }

        return highest;
    }

    private static long Next(string role, long version) => version < long.MaxValue
        ? version + 1
        : throw new TrustException(TrustFailure.VersionMismatch, role, $"The {role} metadata has version {version}, after which there is no other.")
        {
            Hint = $"Nobody gets there by publishing: its key is in other hands. Replace it: slipway keys rotate {RoleNames.Snapshot} {RoleNames.Timestamp}",
        };
}
