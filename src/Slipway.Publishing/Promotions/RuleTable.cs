using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Promotions;

/// <summary>Every rule of a review, for people: also those whose answers no offer carries. What became of a rule is what the review says.</summary>
internal sealed class RuleTable(ReleasePolicy policy, RepositoryState state, PromotionRequest request)
{
    private readonly ChannelPolicy _to = policy.Channel(request.To);

    /// <summary>One row a rule, in the order in which they are asked.</summary>
    public async Task<ImmutableArray<PlannedRule>> OfAsync(PromotionReview review, CancellationToken cancellation)
    {
        var rollout = await state.ReadRolloutAsync(request.From, cancellation);
        var keys = state.KeysOf(request.To.ToString());
        var standing = (await state.ReadOffersAsync(request.To, cancellation)).Select(offer => offer.Release.Version).Max();
        return
        [
            Row("from", PolicyFailure.WrongSource, request.From.ToString(), _to.From?.ToString() ?? "any channel"),
            Row("source", PolicyFailure.HaltedInSource, rollout?.Version == request.Version ? $"{rollout.State.ToString().ToLowerInvariant()} at {RolloutShare.Format(rollout.Permyriad)}%" : "it has moved on", "not halted there"),
            Row("yanked", PolicyFailure.Yanked, review.Refusals.Any(refusal => refusal.Failure == PolicyFailure.Yanked) ? "it was" : "it was not", "not yanked"),
            Row("forward", PolicyFailure.NotForward, $"{standing?.ToString() ?? "nothing"} -> {request.Version}", "no way back"),
            .. review.Evidence.Select(PlannedRule.Of),
            Row("approvals", PolicyFailure.TooFewApprovals, $"{keys.Threshold} of {keys.Keys.Distinct().Count()} must sign", $"at least {_to.Approvals}"),
        ];

        PlannedRule Row(string rule, PolicyFailure failure, string? value, string limit) =>
            new(rule, review.Refusals.Any(refusal => refusal.Failure == failure) ? RuleOutcome.Failed : RuleOutcome.Passed, value, limit);
    }
}
