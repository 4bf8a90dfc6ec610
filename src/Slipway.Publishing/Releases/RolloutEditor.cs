using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Releases;

/// <summary>Says how fast a channel's release goes out. It signs with the rollout key alone, which can introduce no release.</summary>
public sealed class RolloutEditor(ReleaseRepository repository)
{
    /// <summary>Lets the release go to a share of the devices. One salt per release, so that widening only adds devices.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="permyriad">The share in ten thousandths, 0 to 10000.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> SetAsync(ChannelName channel, int permyriad, CancellationToken cancellation) =>
        ChangeAsync(channel, rollout => rollout with { Permyriad = permyriad }, cancellation);

    /// <summary>Stops the release: who has it keeps it, nobody else gets it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> HaltAsync(ChannelName channel, CancellationToken cancellation) =>
        ChangeAsync(channel, rollout => rollout with { State = RolloutState.Halted }, cancellation);

    /// <summary>Goes on where it was halted.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel has no rollout.</exception>
    public Task<Rollout> ResumeAsync(ChannelName channel, CancellationToken cancellation) =>
        ChangeAsync(channel, rollout => rollout with { State = RolloutState.Active }, cancellation);

    private async Task<Rollout> ChangeAsync(ChannelName channel, Func<Rollout, Rollout> change, CancellationToken cancellation)
    {
        repository.Policy.Channel(channel);
        Rollout? changed = null;
        await repository.CommitAsync(
            async edit =>
            {
                var current = await edit.State.ReadRolloutAsync(channel, cancellation) ?? throw NothingOffered(channel);
                changed = change(current);
                edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel), StoreContent.Of(changed.ToBytes()));
            },
            progress: null,
            cancellation);
        return changed!;
    }

    private static StoreException NothingOffered(ChannelName channel) =>
        new(StoreFailure.NotInChannel, $"{channel} offers nothing yet, so there is no rollout to change.")
        {
            Hint = "Publish or promote a release into it first.",
        };
}
