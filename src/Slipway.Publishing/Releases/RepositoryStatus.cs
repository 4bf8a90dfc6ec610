using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>A repository at a glance.</summary>
/// <param name="Address">Where it lives.</param>
/// <param name="TimestampVersion">Counts the publications.</param>
/// <param name="Expires">The role that expires first, and when.</param>
/// <param name="Channels">The channels of the policy, upstream first.</param>
/// <param name="Releases">How many versions the releases role lists.</param>
public sealed record RepositoryStatus(
    Uri Address, long TimestampVersion, (string Role, DateTimeOffset Time) Expires, ImmutableArray<ChannelStatus> Channels, int Releases)
{
    /// <summary>Reads and verifies everything.</summary>
    /// <exception cref="StoreException">There is no repository, or it is incomplete.</exception>
    /// <exception cref="TrustException">Its metadata does not follow from the trust anchor.</exception>
    public static async Task<RepositoryStatus> ReadAsync(ReleaseRepository repository, CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        var channels = ImmutableArray.CreateBuilder<ChannelStatus>();
        foreach (var policy in repository.Policy.ChannelsInOrder())
        {
            var offers = await state.ReadOffersAsync(policy.Name, cancellation);
            var rollout = await state.ReadRolloutAsync(policy.Name, cancellation);
            channels.Add(new ChannelStatus(policy.Name, offers, rollout, state.RoleOf(policy.Name.ToString()).Expires));
        }

        var versions = state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(path => path.Split('/')[1]).Distinct().Count();
        return new RepositoryStatus(repository.Address, state.Timestamp.Version, FirstToExpire(state), channels.DrainToImmutable(), versions);
    }

    private static (string Role, DateTimeOffset Time) FirstToExpire(RepositoryState state) =>
        state.Roles.Select(role => (role.Key, role.Value.Expires))
            .Append(("root", state.Root.Expires))
            .Append(("snapshot", state.Snapshot.Expires))
            .Append(("timestamp", state.Timestamp.Expires))
            .MinBy(role => role.Expires);
}
