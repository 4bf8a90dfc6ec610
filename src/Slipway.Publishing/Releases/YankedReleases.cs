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
    public static async Task<ImmutableArray<YankedRelease>> ReadAsync(RepositoryState state, CancellationToken cancellation) =>
        Of(await ReadRolloutsAsync(state, cancellation), UnyankedReleases.Of(state.Roles[RoleNames.Targets]));

    /// <summary>What <paramref name="rollouts"/> say that is not void, in the order of versions, each release once.</summary>
    public static ImmutableArray<YankedRelease> Of(IEnumerable<Rollout> rollouts, UnyankedReleases unyanked) =>
        Merge(unyanked.Holding(rollouts.SelectMany(rollout => rollout.Yanked)));

    /// <summary>The rollouts of all channels, as devices read them.</summary>
    public static async Task<ImmutableList<Rollout>> ReadRolloutsAsync(RepositoryState state, CancellationToken cancellation)
    {
        var rollouts = ImmutableList.CreateBuilder<Rollout>();
        foreach (var channel in state.Channels)
        {
            if (await state.ReadRolloutAsync(channel, cancellation) is { } rollout)
            {
                rollouts.Add(rollout);
            }
        }

        return rollouts.ToImmutable();
    }

    /// <summary>The rollouts that can be read, and the channels of those that cannot: for whoever mends them. Everybody else stops at one, since nobody knows what it has said of yanks.</summary>
    public static async Task<(ImmutableList<Rollout> Rollouts, ImmutableArray<ChannelName> Unreadable)> TryReadRolloutsAsync(RepositoryState state, CancellationToken cancellation)
    {
        var (rollouts, unreadable) = (ImmutableList.CreateBuilder<Rollout>(), ImmutableArray.CreateBuilder<ChannelName>());
        foreach (var channel in state.Channels)
        {
            var (rollout, fault) = await TryReadRolloutAsync(state, channel, cancellation);
            if (rollout is not null)
            {
                rollouts.Add(rollout);
            }
            else if (fault is not null)
            {
                unreadable.Add(channel);
            }
        }

        return (rollouts.ToImmutable(), unreadable.ToImmutable());
    }

    /// <summary>A channel's rollout as devices read it, or what is wrong with it.</summary>
    public static async Task<(Rollout? Rollout, SlipwayException? Fault)> TryReadRolloutAsync(RepositoryState state, ChannelName channel, CancellationToken cancellation)
    {
        try
        {
            return (await state.ReadRolloutAsync(channel, cancellation), null);
        }
        catch (TrustException refused)
        {
            return (null, refused);
        }
        catch (StoreException missing) when (missing.Failure == StoreFailure.Incomplete)
        {
            return (null, missing);
        }
    }

    /// <summary>A channel's rollout as publishers go by it, without what was declared void; null where there is none.</summary>
    public static async Task<Rollout?> ReadRolloutAsync(RepositoryState state, ChannelName channel, CancellationToken cancellation) =>
        await state.ReadRolloutAsync(channel, cancellation) is { } rollout ? rollout with { Yanked = UnyankedReleases.Of(state.Roles[RoleNames.Targets]).Holding(rollout.Yanked) } : null;

    /// <summary>A rollout that somebody else made, with what was yanked since, and without what was declared void: whatever begins, nobody forgets.</summary>
    public static async Task<Rollout> KeepAsync(RepositoryState state, Targets targets, Rollout rollout, CancellationToken cancellation) =>
        rollout with { Yanked = Of((await ReadRolloutsAsync(state, cancellation)).Add(rollout), UnyankedReleases.Of(targets)) };

    /// <summary>Refuses a release that is among <paramref name="yanked"/>.</summary>
    public static PolicyRefusal? Refuse(ImmutableArray<YankedRelease> yanked, SemanticVersion version) =>
        yanked.FirstOrDefault(release => release.Version == version) is { } found
            ? new(PolicyFailure.Yanked, $"{version} was yanked at {found.At:u}: {found.Reason}", "A yanked release is not offered again. Publish the mended software under a new version.")
            : null;

    private static ImmutableArray<YankedRelease> Merge(IEnumerable<YankedRelease> yanked) =>
        [.. yanked.GroupBy(release => release.Version).Select(same => same.MinBy(release => release.At)!).OrderBy(release => release.Version)];
}
