using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Rollouts;

/// <summary>What every change of a rollout has in common.</summary>
internal static class RolloutStep
{
    /// <summary>The rollout at another share, which is watched from <paramref name="time"/> on. At the same share nothing begins anew.</summary>
    public static Rollout To(Rollout rollout, int permyriad, DateTimeOffset time) =>
        permyriad == rollout.Permyriad ? rollout : rollout with { Permyriad = permyriad, WaveSince = time, Evidence = [] };

    /// <summary>Lets the rollout role list it, without the yanks that were declared void.</summary>
    public static void Put(RepositoryEdit edit, Rollout rollout)
    {
        var told = rollout with { Yanked = UnyankedReleases.Of(edit.Role(RoleNames.Targets)).Holding(rollout.Yanked) };
        edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(rollout.Channel), StoreContent.Of(told.ToBytes()));
    }

    /// <summary>Why it cannot go on at all, or null.</summary>
    public static PolicyRefusal? FindYanked(Rollout rollout) => YankedReleases.Refuse(rollout.Yanked, rollout.Version);
}
