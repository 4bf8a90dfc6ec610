using System.Security.Cryptography;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The next version number of each role.</summary>
/// <remarks>
/// One more than before, but for one case: whoever stole the online keys may have signed numbers that no repository ever comes to, and
/// above which there is no room left. Once other keys replace those of snapshot or timestamp, readers forget the numbers (TUF §5.3.11) and
/// counting goes on where it was honest (ATTACKS A6, A14). Those of targets and of delegated roles are forgotten with the snapshot's.
/// </remarks>
internal sealed class NextVersions(IReleaseStore store, RepositoryState state, RequiredKeys required)
{
    /// <summary>One publication a second would take 68 years to get here.</summary>
    public const long FastForwarded = 1L << 31;

    // A thousand at most: there is room for two million of them.
    private const int MaxDoublings = 10;

    /// <summary>The version after <paramref name="version"/>. Every number that is counted up goes through here.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.VersionMismatch"/>: there is none.</exception>
    public static long After(string role, long version) => version < long.MaxValue
        ? version + 1
        : throw new TrustException(TrustFailure.VersionMismatch, role, $"The {role} metadata has version {version}, after which there is no other.")
        {
            Hint = $"Nobody gets there by publishing: its key is in other hands. Replace it, in one change with those that readers forget it by: slipway keys rotate {string.Join(' ', ToRotate(role))}",
        };

    /// <summary>A version after <paramref name="version"/>, which turned out to be taken: not always the next, since many may be.</summary>
    /// <remarks>Each orphan that is met is a request or two. Leaps that double and are drawn meet few of them, however many publishers have left theirs, and those that race do not meet again.</remarks>
    /// <param name="role">The role.</param>
    /// <param name="version">The version.</param>
    /// <param name="taken">How many of its versions were found taken.</param>
    public static long After(string role, long version, int taken)
    {
        var leap = RandomNumberGenerator.GetInt32(1 << Math.Min(taken - 1, MaxDoublings));
        return After(role, version < FastForwarded ? version + leap : version);
    }

    public Task<long> OfSnapshotAsync(CancellationToken cancellation) => OfAsync(RoleNames.Snapshot, state.Snapshot.Version, RoleNames.Snapshot, cancellation);

    /// <summary>Where it begins again it does so with the snapshot's number, since no timestamp but the last one is kept.</summary>
    public long OfTimestamp(MetadataFile snapshot) =>
        IsForgotten(RoleNames.Timestamp, state.Timestamp.Version) ? snapshot.Version : After(RoleNames.Timestamp, state.Timestamp.Version);

    /// <summary>Of targets or of a delegated role.</summary>
    public Task<long> OfRoleAsync(string role, CancellationToken cancellation) => OfAsync(role, state.RoleOf(role).Version, RoleNames.Snapshot, cancellation);

    private static IEnumerable<string> ToRotate(string role) => new[] { role, RoleNames.Snapshot, RoleNames.Timestamp }.Distinct();

    private async Task<long> OfAsync(string role, long version, string forgottenWith, CancellationToken cancellation) =>
        After(role, IsForgotten(forgottenWith, version) ? await HighestHonestAsync(role, cancellation) : version);

    private bool IsForgotten(string role, long version) => version >= FastForwarded && required.AreReplaced(role);

    private async Task<long> HighestHonestAsync(string role, CancellationToken cancellation)
    {
        var highest = 0L;
        await foreach (var entry in store.ListAsync(RepositoryFiles.Folder, cancellation))
        {
            if (MetadataFileName.TryParse(entry.Path) is { Version: < FastForwarded and var version } name && name.Role == role)
            {
                highest = Math.Max(highest, version);
            }
        }

        return highest;
    }
}
