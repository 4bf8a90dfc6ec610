using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Rollouts;
using Slipway.Reports;

namespace Slipway.Publishing.Promotions;

/// <summary>The phrases of a plan.</summary>
internal static class PlanWords
{
    private const int KeyDigits = 12;

    public static string Verdict(PromotionPlan plan) => plan.Verdict switch
    {
        PlanVerdict.Ready when plan.Signatures.IsEmpty => "nothing would change",
        PlanVerdict.Ready when plan.Signatures.Any(role => role.AtHand == 0) => "it would go ahead where the keys are",
        PlanVerdict.Ready when plan.IsStaged => "it would go ahead, once others have signed too",
        PlanVerdict.Ready => "it would go ahead",
        PlanVerdict.NotYet => plan.Earliest is { } time ? $"NOT YET: only time stands against it, until {IsoTime.Format(time)}" : "NOT YET: only time stands against it",
        _ => string.Create(CultureInfo.InvariantCulture, $"REFUSED: {plan.Refusals.Length} thing{Plural(plan.Refusals.Length)} stand{(plan.Refusals.Length == 1 ? "s" : "")} against it"),
    };

    public static string Promotion(PromotionPlan plan) =>
        $"{plan.Product} {plan.Request.Version} from {plan.Request.From} to {plan.Request.To}{Quoted(plan.DisplayName)}, seen at {IsoTime.FormatMinutes(plan.Time)}; nothing was changed";

    public static string Release(PromotionPlan plan)
    {
        if (plan.Runtimes.Select(runtime => runtime.Source?.BakingSince).Max() is not { } since)
        {
            return $"{plan.Request.Version} is not in {plan.Request.From}";
        }

        var bytes = plan.Runtimes.All(runtime => runtime.HasSameBytes) ? $", the same bytes as in {plan.Request.From} and as built" : "";
        return $"{plan.Request.Version}, out since {IsoTime.FormatMinutes(since)} ({DurationWords.Of(plan.Time - since)}){bytes}";
    }

    /// <summary>Nothing where the bytes are as they should be.</summary>
    public static string Bytes(PlannedRuntime runtime) => runtime.HasSameBytes ? "" : $"OTHER BYTES: the builder listed {runtime.Listed?.ToString() ?? "none"}";

    public static string Change(PlannedRuntime runtime, Rollout? rollout, Rollout? next)
    {
        var now = runtime.Now is { } offer
            ? $"{offer.Release.Version} since {IsoTime.FormatMinutes(offer.ReleasedAt)}{(offer.PromotedFrom is { } source ? $" from {source.Channel}" : "")}{Describe(rollout, offer)}"
            : "nothing";
        return runtime.IsOfferedAlready ? $"offers it already: {now}{Again(runtime, rollout, next)}"
            : runtime.Then is { } then ? $"now {now}; then {then.Release.Version}, {(then.Rollback is { } back ? $"{back.Version}" : "nothing")} to go back to"
            : $"now {now}";
    }

    public static string Emergency(PromotionPlan plan) => plan.Request.EmergencyReason is { } reason ? $"EMERGENCY, which skips bake, gates and waves: {reason}" : "";

    public static string Outcome(RuleOutcome outcome) => outcome == RuleOutcome.Passed ? "passed" : outcome.ToString().ToUpperInvariant();

    public static string Signatures(PromotionPlan plan)
    {
        var words = string.Join("; ", plan.Signatures.GroupBy(Signatures).Select(same => $"{string.Join(", ", same.Select(role => role.Role))}: {same.Key}"));
        return plan.Signatures.Any(role => role.AtHand == 0) ? $"{words}; to be promoted where the keys are"
            : plan.Waiting is { } waiting ? $"{words}; the staging {waiting.Id} of it waits already, {SignedBy(waiting)}"
            : plan.IsStaged ? $"{words}; it would be staged until others approve"
            : words;
    }

    public static string GitHub(PlannedGitHub release) => release switch
    {
        { IsLatestThen: true, IsPrerelease: true, IsImmutable: true } => $"{release.Tag} is an immutable prerelease and stays one: the promotion would end with SLP3045 once devices have the release",
        { IsLatestThen: true } => $"{release.Tag} is a {Kind(release)} now, and the latest release then",
        _ => $"{release.Tag} is a {Kind(release)}, and stays one",
    };

    public static string Waves(PromotionPlan plan)
    {
        const string Pace = "at the earliest, where 'slipway rollout advance' runs on time";
        return RolloutEnd.Describe(plan.Request.To, plan.Waves[^1].Permyriad) is { } end ? $"{Pace}; it {end}" : Pace;
    }

    public static string Devices(PromotionPlan plan, PlannedWave wave, long? before) => wave.Devices is not { } devices || plan.Fleet is not { } fleet
        ? ""
        : $"{(fleet.IsByDevice ? "" : "about ")}{Count(devices)} device{Plural(devices)}{(before is > 0 and { } earlier ? $" (+{Count(devices - earlier)})" : "")}";

    public static string Fleet(PromotionPlan plan)
    {
        if (plan.Fleet is not { } fleet)
        {
            return plan.FleetProblem is { } problem ? $"unknown: {problem}" : "unknown (give --fleet)";
        }

        var besides = string.Concat(
            Besides(fleet.Elsewhere, "in other channels"),
            Besides(fleet.WithoutOffer, "with a runtime that it is not made for"),
            Besides(fleet.OfUnknownChannel, "did not say their channel"),
            Besides(fleet.Unreadable, "listed with what cannot be read"));
        return $"{Count(fleet.Total)} would be offered it, says {fleet.Source}{besides}";
    }

    public static string Fate(DeviceFate fate, SemanticVersion version) => fate.Decision switch
    {
        { Kind: DecisionKind.Update, Target: { } target } when target.Version == version => "install it",
        { Kind: DecisionKind.Update, Target: { } target } => $"install {target.Version} first, a stepping stone on the way",
        { Kind: DecisionKind.UpToDate } => "run it already",
        { Reason: var reason } when reason == ReasonCode.NeedsFullImage => $"need a full image: {fate.Decision.Explanation}",
        _ => $"stay as they are: {fate.Decision.Explanation}",
    };

    /// <summary>What many versions do, without the reasons of each.</summary>
    public static string Fates(IReadOnlyCollection<DeviceFate> fates, SemanticVersion version)
    {
        var deeds = fates.GroupBy(fate => Fate(fate, version).Split(':')[0]).Select(same => $"{Count(same.Sum(fate => fate.Count))} {same.Key}");
        return $"of {Count(fates.Count)} more versions: {string.Join(", ", deeds)}";
    }

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string SignedBy(StagingReview waiting)
    {
        var keys = waiting.Roles.SelectMany(role => role.Signatures).SelectMany(count => count.SignedBy).Distinct().Select(key => $"{key}"[..Math.Min($"{key}".Length, KeyDigits)]);
        return $"signed by {string.Join(", ", keys)}{(waiting.IsSigned ? $": 'slipway commit {waiting.Id}' publishes it" : "")}";
    }

    private static string Signatures(PlannedSignatures role) => role.Problem is { } problem
        ? $"{role.Threshold} of {role.Keys} keys, which cannot be opened here ({problem})"
        : $"{role.Threshold} of {role.Keys} key{Plural(role.Keys)}, {(role.IsMet ? "here" : $"{role.AtHand} of them here")}";

    private static string Describe(Rollout? rollout, Offer offer) => rollout is null || rollout.Version != offer.Release.Version ? "" : rollout.State switch
    {
        RolloutState.Active => $", at {RolloutShare.Format(rollout.Permyriad)}%",
        RolloutState.Halted => $", halted at {RolloutShare.Format(rollout.Permyriad)}%",
        _ => ", on its way back",
    };

    /// <summary>What is said anew of a release that stays.</summary>
    private static string Again(PlannedRuntime runtime, Rollout? rollout, Rollout? next)
    {
        var (now, then) = (runtime.Now!, runtime.Then ?? runtime.Now!);
        string[] changes =
        [
            .. then.DisplayName == now.DisplayName ? [] : new[] { $"as \"{then.DisplayName}\"" },
            .. then.IsEmergency == now.IsEmergency ? [] : new[] { "as an emergency" },
            .. next is null || next.Permyriad == rollout?.Permyriad ? [] : new[] { $"at {RolloutShare.Format(next.Permyriad)}%" },
        ];
        return changes.Length == 0 ? "" : $"; then {string.Join(", ", changes)}";
    }

    private static string Kind(PlannedGitHub release) => release.IsPrerelease ? "prerelease" : "release";

    private static string Quoted(string? name) => name is null ? "" : $" as \"{name}\"";

    private static string Plural(long count) => count == 1 ? "" : "s";

    private static string Besides(long count, string words) => count == 0 ? "" : $"; {Count(count)} {words}";
}
