using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>An offer that a promotion starts from.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Left">What had become of its rollout when the channel went on to another release; active where it offers it still.</param>
internal sealed record PromotionSource(Offer Offer, RolloutState Left);
