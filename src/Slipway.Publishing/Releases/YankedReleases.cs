using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>The releases of a repository that nobody is to install any more, as any of its channels' rollouts says.</summary>
internal static class YankedReleases
{
    /// <summary>Reads the rollouts of all channels. A release that several name is told once, since when and why it was first.</summary>
    public static async Task<ImmutableArray<YankedRelease>> ReadAsync(RepositoryState state, CancellationToken cancellation)
    {
        var yanked = ImmutableArray<YankedRelease>.Empty;
        foreach (var role in state.Roles.Keys.Where(role => ChannelName.TryParse(role, out _)))
        {
            var rollout = await state.ReadRolloutAsync(ChannelName.Parse(role), cancellation);
            yanked = Merge(yanked, rollout?.Yanked ?? []);
        }

        return yanked;
    }

    /// <summary>A rollout that somebody else made, with what was yanked since: whatever begins, nobody forgets.</summary>
    public static async Task<Rollout> KeepAsync(RepositoryState state, Rollout rollout, CancellationToken cancellation) =>
        rollout with { Yanked = Merge(rollout.Yanked, await ReadAsync(state, cancellation)) };

    /// <summary>Both lists in the order of versions, each release once.</summary>
    public static ImmutableArray<YankedRelease> Merge(ImmutableArray<YankedRelease> some, ImmutableArray<YankedRelease> others) =>
        [.. some.Concat(others).GroupBy(release => release.Version).Select(same => same.MinBy(release => release.At)!).OrderBy(release => release.Version)];

    /// <summary>Refuses a release that is among <paramref name="yanked"/>.</summary>
    public static PolicyRefusal? Refuse(ImmutableArray<YankedRelease> yanked, SemanticVersion version) =>
        yanked.FirstOrDefault(release => release.Version == version) is { } found
            ? new(PolicyFailure.Yanked, $"{version} was yanked at {found.At:u}: {found.Reason}", "A yanked release is never offered again. Publish the mended software under a new version.")
            : null;
}
