using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>The releases of a repository that nobody is to install any more: as any of its channels' rollouts says, but for what the targets role has declared void.</summary>
internal static class YankedReleases
{
    /// <summary>Reads the rollouts of all channels. A release that several name is told once, since when and why it was first.</summary>
    public static Task<ImmutableArray<YankedRelease>> ReadAsync(RepositoryState state, CancellationToken cancellation) => ReadAsync(state, state.Roles[RoleNames.Targets], cancellation);

    /// <summary>As above, where <paramref name="targets"/> takes the place of the role.</summary>
    public static async Task<ImmutableArray<YankedRelease>> ReadAsync(RepositoryState state, Targets targets, CancellationToken cancellation) =>
        Of(await ReadRolloutsAsync(state, cancellation), UnyankedReleases.Of(targets));

    /// <summary>What <paramref name="rollouts"/> say that is not void, in the order of versions, each release once.</summary>
    public static ImmutableArray<YankedRelease> Of(IEnumerable<Rollout> rollouts, UnyankedReleases unyanked) =>
        Merge(unyanked.Holding(rollouts.SelectMany(rollout => rollout.Yanked)));

    /// <summary>The rollouts of all channels, as devices read them.</summary>
    public static async Task<ImmutableList<Rollout>> ReadRolloutsAsync(RepositoryState state, CancellationToken cancellation)
    {
        var rollouts = ImmutableList.CreateBuilder<Rollout>();
        foreach (var role in state.Roles.Keys.Where(role => ChannelName.TryParse(role, out _)).Order(StringComparer.Ordinal))
        {
            if (await state.ReadRolloutAsync(ChannelName.Parse(role), cancellation) is { } rollout)
            {
                rollouts.Add(rollout);
            }
        }

        return rollouts.ToImmutable();
    }

    /// <summary>A rollout that somebody else made, with what was yanked since, and without what was declared void: whatever begins, nobody forgets.</summary>
    public static async Task<Rollout> KeepAsync(RepositoryState state, Rollout rollout, CancellationToken cancellation) =>
        rollout with { Yanked = Of((await ReadRolloutsAsync(state, cancellation)).Add(rollout), UnyankedReleases.Of(state.Roles[RoleNames.Targets])) };

    /// <summary>Refuses a release that is among <paramref name="yanked"/>.</summary>
    public static PolicyRefusal? Refuse(ImmutableArray<YankedRelease> yanked, SemanticVersion version) =>
        yanked.FirstOrDefault(release => release.Version == version) is { } found
            ? new(PolicyFailure.Yanked, $"{version} was yanked at {found.At:u}: {found.Reason}", "A yanked release is not offered again. Publish the mended software under a new version.")
            : null;

    private static ImmutableArray<YankedRelease> Merge(IEnumerable<YankedRelease> yanked) =>
        [.. yanked.GroupBy(release => release.Version).Select(same => same.MinBy(release => release.At)!).OrderBy(release => release.Version)];
}
