using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>A repository at a glance. It is read and verified like any other; what has expired is read nevertheless, and said to have.</summary>
/// <param name="Address">Where it lives.</param>
/// <param name="Time">When it was looked at.</param>
/// <param name="TimestampVersion">Counts the publications.</param>
/// <param name="Channels">The channels of the policy, upstream first.</param>
/// <param name="Releases">How many versions the releases role lists.</param>
public sealed record RepositoryStatus(Uri Address, DateTimeOffset Time, long TimestampVersion, ImmutableArray<ChannelStatus> Channels, int Releases)
{
    /// <summary>Every role: how long it counts and who signed it.</summary>
    public required ImmutableArray<RoleStatus> Roles { get; init; }

    /// <summary>Where a channel is behind the one in which its releases begin.</summary>
    public required ImmutableArray<ChannelDrift> Drifts { get; init; }

    /// <summary>Which yanks were declared void, the last declaration at the end.</summary>
    public required ImmutableArray<Unyank> Unyanked { get; init; }

    /// <summary>The role that expires first.</summary>
    public RoleLife NextToExpire => Roles.Select(role => role.Life).MinBy(life => life.Expires)!;

    /// <summary>For whoever watches: refuses a repository that devices will not trust for that long.</summary>
    /// <param name="margin">How long every role has to count from now on.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.EndsSoon"/>, with the roles, the first to end first.</exception>
    public void RequireFresh(TimeSpan margin)
    {
        var ending = Roles.Select(role => role.Life).Where(life => life.Expires - Time < margin).OrderBy(life => life.Expires).ToArray();
        if (ending.Length > 0)
        {
            throw new StoreException(StoreFailure.EndsSoon, $"{string.Join(", ", ending.Select(Describe))}: expected {DurationText.Format(margin)} left.")
            {
                Hint = ending.All(life => life.IsOnline)
                    ? "Look at why 'slipway refresh' did not run, or could not sign."
                    : $"Run 'slipway refresh', for offline roles with their keys: {string.Join(' ', ending.Where(life => !life.IsOnline).Select(life => $"--role {life.Role}"))}.",
            };
        }
    }

    private static string? EndOf(ChannelPolicy channel, Rollout? rollout) =>
        rollout?.State == RolloutState.Active && channel.WaveAfter(rollout.Permyriad) is null ? RolloutEnd.Describe(channel.Name, rollout.Permyriad) : null;

    private string Describe(RoleLife life) =>
        life.Expires <= Time ? $"{life.Role} has expired at {life.Expires:u}" : $"{life.Role} expires at {life.Expires:u}, in {DurationWords.Of(life.Expires - Time)}";

    /// <summary>Whether a rollout tells devices of a yank that was declared void: whoever has the rollout key has brought it back.</summary>
    public bool IsVoid(YankedRelease yank) => Unyanked.Any(declaration => declaration.Yanks.Contains(UnyankedReleases.NameOf(yank)));

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
            channels.Add(new ChannelStatus(policy.Name, offers, rollout, state.RoleOf(policy.Name.ToString()).Expires) { End = EndOf(policy, rollout) });
        }

        var versions = state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(path => path.Split('/')[1]).Distinct().Count();
        return new RepositoryStatus(repository.Address, repository.Now, state.Timestamp.Version, channels.ToImmutable(), versions)
        {
            Roles = await RoleStatus.ReadAllAsync(repository, state, cancellation),
            Unyanked = UnyankedReleases.Of(state.Roles[RoleNames.Targets]).Declarations,
            Drifts = ChannelDrift.Find(repository.Policy, state, channels.ToImmutable()),
        };
    }
}
