using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Tuf;

namespace Slipway.Publishing.Recalls;

/// <summary>Declares yanks void: those of a thief, or made by mistake. The people of targets sign it, since the rollout key that made them must not be enough; the rollouts follow in the same publication.</summary>
/// <remarks>Where keys at hand do not suffice it is staged. Rollouts that a yank has stopped stay so until they are resumed: docs/decisions/0029.</remarks>
/// <param name="repository">The repository.</param>
/// <param name="given">Keys besides those that slipway.json names. Relative paths start at its folder.</param>
public sealed class Unyanker(ReleaseRepository repository, ImmutableArray<KeyReference> given)
{
    /// <summary>Declares them void. A yank that somebody makes meanwhile, or in other words, holds.</summary>
    /// <param name="request">Which, and why.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="InputException">It is not clear what is meant, the reason is no line, or keys are missing. Nothing was signed.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.NotYanked"/>, for each release that is named and not yanked.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: it is staged.</exception>
    public async Task<Unyanking> UnyankAsync(UnyankRequest request, CancellationToken cancellation)
    {
        var reason = RecallReason.Require(request.Reason);

        // What is made while this loses a race must not be taken for what was meant.
        var state = await repository.ReadAsync(cancellation);
        var meant = UnyankChoice.Make(request, (await YankedReleases.ReadRolloutsAsync(state, cancellation)).SelectMany(rollout => rollout.Yanked), UnyankedReleases.Of(state.Roles[RoleNames.Targets]));
        Unyanking? unyanking = null;
        await CeremonyCommit.RunAsync(repository, given, [], async (edit, _) => unyanking = await UnyankAsync(edit, meant, reason, cancellation), cancellation);
        return unyanking!;
    }

    private static async Task<Unyanking> UnyankAsync(RepositoryEdit edit, ImmutableArray<YankedRelease> meant, string reason, CancellationToken cancellation)
    {
        var before = UnyankedReleases.Of(edit.Role(RoleNames.Targets));
        var rollouts = await YankedReleases.ReadRolloutsAsync(edit.State, cancellation);
        var said = rollouts.SelectMany(rollout => rollout.Yanked).Select(UnyankedReleases.NameOf).ToHashSet();
        ImmutableArray<YankedRelease> named = [.. meant.Where(yank => said.Contains(yank) && !before.IsVoid(yank))];
        var after = named.IsEmpty ? before : Declare(named);

        // A thief says again what an older declaration had named: that this one pushes it out must not let it hold.
        ImmutableArray<YankedRelease> again = [.. said.Where(yank => before.IsVoid(yank) && !after.IsVoid(yank)).OrderBy(yank => yank.Version)];
        after = again.IsEmpty ? after : Declare([.. named, .. again]);
        if (!named.IsEmpty)
        {
            edit.Replace(RoleNames.Targets, after.WriteTo(edit.Role(RoleNames.Targets)));
        }

        edit.RolloutsFollow = true;
        rollouts.ForEach(rollout => RolloutStep.Put(edit, rollout));
        var yanked = YankedReleases.Of(rollouts, after);
        return new Unyanking(named, reason, edit.Changed.Count > 0, yanked, [.. rollouts.Where(rollout => IsLeftStopped(rollout, after))]);

        UnyankedReleases Declare(ImmutableArray<YankedRelease> yanks) => before.With(new Unyank(yanks, reason, edit.Time));
    }

    /// <summary>Whether a yank that is void had stopped it.</summary>
    internal static bool IsLeftStopped(Rollout rollout, UnyankedReleases unyanked) =>
        rollout.State != RolloutState.Active
        && rollout.Yanked.Where(yank => yank.Version == rollout.Version).ToArray() is { Length: > 0 } yanks
        && yanks.All(unyanked.IsVoid);
}
