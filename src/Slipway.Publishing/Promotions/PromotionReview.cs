using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What the policy says to a promotion: every rule, and every one that is not met.</summary>
/// <param name="Sources">The offers of the source channel that it starts from, by runtime; empty if there are none.</param>
/// <param name="Evidence">Every rule that was asked.</param>
/// <param name="Refusals">The rules that are not met; empty: it may go ahead.</param>
public sealed record PromotionReview(ImmutableArray<Offer> Sources, ImmutableArray<RuleEvidence> Evidence, ImmutableArray<PolicyRefusal> Refusals)
{
    /// <summary>Whether nothing stands against it.</summary>
    public bool IsAllowed => Refusals.IsEmpty;
}
