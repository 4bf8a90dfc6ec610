using System.Collections.Immutable;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Policy;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>The metadata that follows on a state: one version more, and an expiry as slipway.json says.</summary>
/// <param name="policy">slipway.json.</param>
/// <param name="renewed">A state that is only renewed: what it says counts no shorter than before. Or null.</param>
internal sealed class NextMetadata(ReleasePolicy policy, RepositoryState? renewed = null)
{
    /// <summary>The version after <paramref name="targets"/>. What was said of an earlier staging of the role is not repeated.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.VersionMismatch"/>: there is no version after it.</exception>
    public Targets Targets(string role, Targets targets, DateTimeOffset time) => Targets(role, targets, NextVersions.After(role, targets.Version), time);

    /// <summary>As above, under a given version.</summary>
    public Targets Targets(string role, Targets targets, long version, DateTimeOffset time) => targets with
    {
        Version = version,
        Expires = ExpiryOf(role, time),
        Extensions = StagedFields.RemoveFrom(targets.Extensions),
    };

    public Root Root(Root root, long version, DateTimeOffset time) => root with { Version = version, Expires = ExpiryOf(RoleNames.Root, time) };

    public Snapshot Snapshot(long version, ImmutableDictionary<string, MetadataFile> files, DateTimeOffset time) =>
        new() { Version = version, Expires = ExpiryOf(RoleNames.Snapshot, time), Files = files };

    public Timestamp Timestamp(long version, MetadataFile snapshot, DateTimeOffset time) =>
        new() { Version = version, Expires = ExpiryOf(RoleNames.Timestamp, time), Snapshot = snapshot, SignedAt = time };

    public DateTimeOffset ExpiryOf(string role, DateTimeOffset time)
    {
        var next = time + LifetimeOf(role);
        return renewed?.ExpiryOf(role) is { } current && current > next ? current : next;
    }

    public TimeSpan LifetimeOf(string role) => policy.Roles.GetValueOrDefault(role)?.Lifetime ?? DefaultRoles.LifetimeOf(role);
}
