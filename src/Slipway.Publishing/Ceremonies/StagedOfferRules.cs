using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Ceremonies;

/// <summary>
/// What may have come between a promotion and its signatures: somebody pulled the brake, in the channel or where the release comes from. Bake and
/// gates were judged when it was staged; the offer that is signed says with which answers.
/// </summary>
internal sealed class StagedOfferRules(RepositoryState state, string staging)
{
    /// <exception cref="PolicyException"><see cref="PolicyFailure.Yanked"/>.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: it is halted or goes back, or was when its source went on to another release.</exception>
    public async Task RequireAsync(Offer offer, CancellationToken cancellation)
    {
        if (YankedReleases.Refuse(await YankedReleases.ReadAsync(state, cancellation), offer.Release.Version) is { } yanked)
        {
            throw new PolicyException([yanked with { Hint = $"It is not offered again: slipway discard {staging}" }]);
        }

        foreach (var channel in new[] { offer.Channel, offer.PromotedFrom?.Channel }.OfType<ChannelName>())
        {
            var rollout = await state.ReadRolloutAsync(channel, cancellation);
            if (rollout is not null && rollout.State != RolloutState.Active && rollout.Version == offer.Release.Version)
            {
                throw Stopped(offer, rollout.State == RolloutState.Halted ? "is halted" : "goes back", channel, $"If it is to go on: slipway rollout resume --channel {channel}. If not: slipway discard {staging}");
            }
        }

        if (offer.PromotedFrom?.Channel is { } source)
        {
            await RequireNotLeftAsync(offer, source, cancellation);
        }
    }

    private async Task RequireNotLeftAsync(Offer offer, ChannelName source, CancellationToken cancellation)
    {
        var history = state.Roles.ContainsKey(source.ToString()) ? await OfferHistory.ReadAsync(state, source, cancellation) : null;
        if (history?.Offers.FirstOrDefault(former => former.Version == offer.Release.Version && former.Left != RolloutState.Active) is { } left)
        {
            throw Stopped(offer, left.Left == RolloutState.Halted ? "was halted" : "went back", source, $"The channel has gone on to another release since: slipway discard {staging}");
        }
    }

    private StoreException Stopped(Offer offer, string what, ChannelName channel, string hint) =>
        new(StoreFailure.Conflict, $"{offer.Release.Version} {what} in {channel}: the staging {staging} would let it go on.") { Hint = hint };
}
