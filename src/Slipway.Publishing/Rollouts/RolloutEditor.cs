using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Rollouts;

/// <summary>Says how fast a channel's release goes out. It signs with the rollout key alone, which can introduce no release.</summary>
public sealed class RolloutEditor(ReleaseRepository repository)
{
    /// <summary>As <see cref="SetAsync(ChannelName, int?, DateTimeOffset?, CancellationToken)"/>; when the rollout begins stays.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> SetAsync(ChannelName channel, int permyriad, CancellationToken cancellation) => SetAsync(channel, permyriad, notBefore: null, cancellation);

    /// <summary>Lets the release go to a share of the devices. One salt per release, so that widening only adds devices.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="permyriad">The share in ten thousandths, 0 to 10000, or null as it is. A smaller one takes nothing from the devices that have the release.</param>
    /// <param name="notBefore">The earliest time for devices to take it, or null as it is. One that has come means at once.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.Yanked"/>.</exception>
    public async Task<Rollout> SetAsync(ChannelName channel, int? permyriad, DateTimeOffset? notBefore, CancellationToken cancellation)
    {
        var before = 0;
        var changed = await ChangeAsync(
            channel,
            (rollout, _, time) =>
            {
                RequireNotYanked(rollout);
                before = rollout.Permyriad;
                var moved = permyriad is { } share ? RolloutStep.To(rollout, share, time) : rollout;
                return notBefore is { } begin ? moved with { NotBefore = begin > time ? begin : null } : moved;
            },
            cancellation);
        if (changed.Permyriad < before)
        {
            repository.Warn?.Invoke($"{changed.Version} in {channel} went to {RolloutShare.Format(before)}% and goes to {RolloutShare.Format(changed.Permyriad)}% now: devices that have it keep it, and the others of that share wait for their turn again.");
        }

        return changed;
    }

    /// <summary>As <see cref="HaltAsync(ChannelName, string?, CancellationToken)"/>, without a word of why.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> HaltAsync(ChannelName channel, CancellationToken cancellation) => HaltAsync(channel, reason: null, cancellation);

    /// <summary>
    /// Stops the release: who has it keeps it, nobody else gets it. One that was yanked goes back already, and keeps the reason of the yank.
    /// What is no rollout of the channel, and stops publishers, is replaced by a halted one: <see cref="RolloutMending"/>.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why, or null: one line, which devices can read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> HaltAsync(ChannelName channel, string? reason, CancellationToken cancellation)
    {
        var line = Line(reason);
        return StopAsync(
            channel,
            (rollout, _) => rollout with { State = RolloutState.Halted, Reason = line ?? (rollout.State == RolloutState.Halted ? rollout.Reason : null) },
            cancellation,
            edit => new RolloutMending(edit, repository.Policy.Channel(channel), repository.Policy.Product).FindAsync(cancellation));
    }

    /// <summary>As <see cref="ResumeAsync(ChannelName, string?, CancellationToken)"/>, without a word of why.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> ResumeAsync(ChannelName channel, CancellationToken cancellation) => ResumeAsync(channel, reason: null, cancellation);

    /// <summary>Goes on at the share where it was stopped, which is watched anew from now on.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why, or null: one line, which devices can read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.Yanked"/>.</exception>
    public Task<Rollout> ResumeAsync(ChannelName channel, string? reason, CancellationToken cancellation)
    {
        var line = Line(reason);
        return ChangeAsync(
            channel,
            (rollout, _, time) =>
            {
                RequireNotYanked(rollout);
                return rollout.State == RolloutState.Active ? rollout : rollout with { State = RolloutState.Active, Reason = line, WaveSince = time };
            },
            cancellation);
    }

    /// <summary>Takes the release back: who has it returns to the release that the channel's offer pins, and nobody else gets it. One that was yanked goes back already, and keeps the reason of the yank.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="reason">Why: one line, which devices can read.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.NothingToGoBackTo"/> or <see cref="PolicyFailure.BelowFloor"/>, for each runtime whose devices would not go back.</exception>
    public Task<Rollout> RollBackAsync(ChannelName channel, string reason, CancellationToken cancellation)
    {
        var line = RecallReason.Require(reason);
        return StopAsync(
            channel,
            (rollout, offers) =>
                RolloutRetreat.FindObstacles(rollout, offers) is { IsEmpty: false } obstacles ? throw new PolicyException(obstacles)
                : rollout with { State = RolloutState.Rollback, Reason = line },
            cancellation);
    }

    /// <summary>What was yanked goes back for good, and for the reason that it was yanked for: no later word takes the place of that one.</summary>
    private async Task<Rollout> StopAsync(
        ChannelName channel, Func<Rollout, ImmutableArray<Offer>, Rollout> stop, CancellationToken cancellation, Func<RepositoryEdit, Task<(Rollout Rollout, string Warning)?>>? mend = null)
    {
        var stopped = await ChangeAsync(
            channel,
            (rollout, offers, _) => stop(rollout, offers) is var after && rollout.FindYanked(rollout.Version) is { } yanked
                ? after with { State = RolloutState.Rollback, Reason = yanked.Reason }
                : after,
            cancellation,
            mend);
        if (stopped.FindYanked(stopped.Version) is { } recall)
        {
            repository.Warn?.Invoke($"{stopped.Version} goes back in {channel} because it was yanked, and that reason stays: {recall.Reason}");
        }

        return stopped;
    }

    private async Task<Rollout> ChangeAsync(
        ChannelName channel,
        Func<Rollout, ImmutableArray<Offer>, DateTimeOffset, Rollout> change,
        CancellationToken cancellation,
        Func<RepositoryEdit, Task<(Rollout Rollout, string Warning)?>>? mend = null)
    {
        repository.Policy.Channel(channel);
        Rollout? changed = null;
        string? warning = null;
        await repository.CommitAsync(
            async edit =>
            {
                var mended = mend is null ? null : await mend(edit);
                warning = mended?.Warning;
                var current = mended?.Rollout ?? await YankedReleases.ReadRolloutAsync(edit.State, channel, cancellation) ?? throw NothingOffered(channel);
                changed = change(current, await edit.State.ReadOffersAsync(channel, cancellation), edit.Time);
                RolloutStep.Put(edit, changed);
            },
            progress: null,
            cancellation);
        if (warning is not null)
        {
            repository.Warn?.Invoke(warning);
        }

        return changed!;
    }

    private static string? Line(string? reason) => reason is null ? null : RecallReason.Require(reason);

    private static void RequireNotYanked(Rollout rollout)
    {
        if (RolloutStep.FindYanked(rollout) is { } yanked)
        {
            throw new PolicyException([yanked]);
        }
    }

    private static StoreException NothingOffered(ChannelName channel) =>
        new(StoreFailure.NotInChannel, $"{channel} offers nothing yet, so there is no rollout to change.")
        {
            Hint = "Publish or promote a release into it first.",
        };
}
