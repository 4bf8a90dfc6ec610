using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Rollouts;

/// <summary>Decides whether a rollout goes on. It asks nobody: what gates answered is given.</summary>
/// <param name="watched">The rollout.</param>
/// <param name="answers">The gates that <see cref="WatchedRollout.GatesAt"/> named, and what they answered.</param>
/// <param name="asked">When they were asked: the time by which the rules are judged.</param>
/// <param name="now">When the next wave begins, if it does.</param>
internal sealed class AdvanceRules(WatchedRollout watched, ImmutableArray<(Gate Gate, RuleEvidence Evidence)> answers, DateTimeOffset asked, DateTimeOffset now)
{
    private readonly Rollout _rollout = watched.Rollout;

    private bool IsSoaked => asked >= watched.Until(asked);

    /// <summary>What becomes of it. The rollout of the answer is the one to sign, where it differs.</summary>
    public RolloutAdvance Decide() =>
        Stopped() is { } stopped ? Wait([stopped], until: null)
        : asked < _rollout.NotBefore ? Wait([new(PolicyFailure.NotBegun, $"The rollout of {_rollout.Version} in {_rollout.Channel} begins at {_rollout.NotBefore:u}.")], _rollout.NotBefore)
        : Break() is { } broken ? broken
        : watched.Next is not { } next ? Stay(AdvanceOutcome.Complete) with { Until = IsSoaked || watched.IsEmergency ? null : watched.Until(asked) }
        : FindRefusals() is { IsEmpty: false } refusals ? Wait(refusals, IsSoaked ? null : watched.Until(asked))
        : GoOn(next);

    private PolicyRefusal? Stopped() =>
        RolloutStep.FindYanked(_rollout) ?? (_rollout.State == RolloutState.Active ? null : new PolicyRefusal(
            PolicyFailure.RolloutStopped,
            $"The rollout of {_rollout.Version} in {_rollout.Channel} {(_rollout.State == RolloutState.Halted ? "is halted" : "goes back")}{(_rollout.Reason is null ? "" : $": {_rollout.Reason}")}.",
            $"Find out why, then 'slipway rollout resume --channel {_rollout.Channel}'."));

    /// <summary>Only what was measured stops a rollout; a gate without an answer makes it wait.</summary>
    private RolloutAdvance? Break()
    {
        var broken = answers.Where(answer => answer.Evidence.Outcome == RuleOutcome.Failed && answer.Gate.Action != GateAction.Wait).OrderByDescending(answer => answer.Gate.Action).ToImmutableArray();
        if (broken is not [var worst, ..])
        {
            return null;
        }

        var reason = $"gate {worst.Gate.Name}: {worst.Evidence.Value}, {worst.Evidence.Limit}";
        var goesBack = worst.Gate.Action == GateAction.Rollback && RolloutRetreat.FindObstacles(_rollout, watched.Offers).IsEmpty;
        return Stay(goesBack ? AdvanceOutcome.RolledBack : AdvanceOutcome.Halted) with
        {
            Rollout = _rollout with
            {
                State = goesBack ? RolloutState.Rollback : RolloutState.Halted,
                Reason = worst.Gate.Action == GateAction.Rollback && !goesBack ? $"{reason}; there is nothing to go back to" : reason,
                Evidence = GateEvidence(),
            },
        };
    }

    private ImmutableArray<PolicyRefusal> FindRefusals() =>
    [
        .. IsSoaked ? Array.Empty<PolicyRefusal>() : [SoakNotOver()],
        .. answers.Select(answer => GateRefusal.Of(answer.Evidence)).OfType<PolicyRefusal>(),
    ];

    private PolicyRefusal SoakNotOver() => new(
        PolicyFailure.SoakNotOver,
        $"{_rollout.Version} is at {RolloutShare.Format(_rollout.Permyriad)}% of {_rollout.Channel} since {watched.Since(asked):u}, and stays there for {DurationText.Format(watched.Soak)}.",
        $"The next wave may begin at {watched.Until(asked):u}.");

    private RolloutAdvance GoOn(Wave next)
    {
        var soak = new RuleEvidence("soak", RuleOutcome.Passed, asked) { Value = DurationWords.Of(asked - watched.Since(asked)), Limit = DurationText.Format(watched.Soak) };
        ImmutableArray<RuleEvidence> evidence = [soak, .. GateEvidence()];
        return Stay(AdvanceOutcome.Advanced) with
        {
            Rollout = RolloutStep.To(_rollout, next.Permyriad, now) with { Evidence = evidence },
            Evidence = evidence,
        };
    }

    private RolloutAdvance Wait(ImmutableArray<PolicyRefusal> refusals, DateTimeOffset? until) => Stay(AdvanceOutcome.Waiting) with { Refusals = refusals, Until = until };

    private RolloutAdvance Stay(AdvanceOutcome outcome) => new(_rollout.Channel, outcome) { Rollout = _rollout, From = _rollout.Permyriad, Evidence = GateEvidence() };

    private ImmutableArray<RuleEvidence> GateEvidence() => [.. answers.Select(answer => answer.Evidence)];
}
