using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Recalls;

/// <summary>What a recall means to the devices of a runtime in a channel.</summary>
/// <param name="Runtime">The runtime.</param>
/// <param name="Offered">What the channel offers to it.</param>
/// <param name="IsOffered">Whether that is what was recalled.</param>
/// <param name="BackTo">Where devices that run what was recalled go back to; null for a dead end.</param>
public sealed record RuntimeRecall(RuntimeId Runtime, SemanticVersion Offered, bool IsOffered, SemanticVersion? BackTo)
{
    /// <summary>Whether devices can go back from what is offered to what was recalled no more: the offer pins it.</summary>
    public bool WasWayBack { get; init; }

    /// <summary>Whether what is offered was yanked, now or before: nobody goes on to it.</summary>
    public bool IsOfferYanked { get; init; }

    /// <summary>Whether devices stay on a yanked release, because there is none to go on or back to.</summary>
    public bool IsDeadEnd { get; init; }

    /// <summary>Looks at an offer as devices do that run <paramref name="recalled"/>.</summary>
    internal static RuntimeRecall Of(Offer offer, SemanticVersion recalled, ImmutableArray<YankedRelease> yanked)
    {
        var offered = offer.Release.Version;
        var backTo = RolloutRetreat.FindObstacle(recalled, yanked, offer) is null ? offer.Rollback!.Version : null;
        var isOfferYanked = yanked.Any(release => release.Version == offered);
        return new(offer.Runtime, offered, offered == recalled, backTo)
        {
            WasWayBack = offer.Rollback?.Version == recalled,
            IsOfferYanked = isOfferYanked,
            IsDeadEnd = backTo is null && !(offered < recalled) && isOfferYanked,
        };
    }
}
