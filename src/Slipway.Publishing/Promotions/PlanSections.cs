using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Promotions;

/// <summary>What there is to say of a plan, in the order in which people ask.</summary>
internal static class PlanSections
{
    private const int DigestDigits = 12;
    private const int MostVersions = 8;

    public static IEnumerable<PlanSection> Of(PromotionPlan plan) =>
    [
        new("verdict", PlanWords.Verdict(plan)),
        new("promotion", PlanWords.Promotion(plan)),
        .. plan.Refusals.IsEmpty ? Array.Empty<PlanSection>() : [Refusals(plan)],
        Release(plan),
        .. plan.Runtimes.IsEmpty ? Array.Empty<PlanSection>() : [Channel(plan)],
        .. plan.LeftOut is { } leftOut ? [new PlanSection("left out", leftOut.ToString())] : Array.Empty<PlanSection>(),
        .. plan.Rules.IsEmpty ? Array.Empty<PlanSection>() : [Rules(plan)],
        .. plan.Signatures.IsEmpty ? Array.Empty<PlanSection>() : [new PlanSection("signatures", PlanWords.Signatures(plan))],
        .. plan.GitHub is { } release ? [new PlanSection("github", PlanWords.GitHub(release))] : Array.Empty<PlanSection>(),
        .. plan.Waves.IsEmpty ? Array.Empty<PlanSection>() : [Waves(plan)],
        Devices(plan),
    ];

    private static PlanSection Refusals(PromotionPlan plan) => new("against it", "")
    {
        Columns = ["code", "what stands against it"],
        Rows = [.. plan.Refusals.SelectMany(refusal => refusal.Hint is { } hint
            ? new ImmutableArray<string>[] { [refusal.Code, refusal.Message], ["", $"hint: {hint}"] }
            : [[refusal.Code, refusal.Message]])],
    };

    private static PlanSection Release(PromotionPlan plan) => new("release", PlanWords.Release(plan))
    {
        Columns = ["runtime", "manifest", ""],
        Rows = [.. plan.Runtimes.Select(runtime => ImmutableArray.Create(runtime.Runtime.ToString(), Digest(runtime), PlanWords.Bytes(runtime)))],
    };

    /// <summary>What is the same for all runtimes is said once.</summary>
    private static PlanSection Channel(PromotionPlan plan)
    {
        var rows = plan.Runtimes.Select(runtime => (runtime.Runtime, Words: PlanWords.Change(runtime, plan.RolloutNow, plan.RolloutThen))).ToArray();
        return rows.DistinctBy(row => row.Words).Count() == 1
            ? new(plan.Request.To.ToString(), rows[0].Words)
            : new(plan.Request.To.ToString(), "differs by runtime")
            {
                Columns = ["runtime", "change"],
                Rows = [.. rows.Select(row => ImmutableArray.Create(row.Runtime.ToString(), row.Words))],
            };
    }

    private static PlanSection Rules(PromotionPlan plan) => new("rules", PlanWords.Emergency(plan))
    {
        Columns = ["rule", "outcome", "asked for", "found"],
        Rows = [.. plan.Rules.Select(rule => ImmutableArray.Create(rule.Rule, PlanWords.Outcome(rule.Outcome), rule.Limit ?? "", rule.Value ?? ""))],
    };

    private static PlanSection Waves(PromotionPlan plan) => new("waves", PlanWords.Waves(plan))
    {
        Columns = ["share", "begins", "watched", "devices"],
        Rows = [.. plan.Waves.Select((wave, i) => ImmutableArray.Create(
            $"{RolloutShare.Format(wave.Permyriad)}%",
            IsoTime.FormatMinutes(wave.Begins),
            DurationWords.Of(wave.Soak),
            PlanWords.Devices(plan, wave, i == 0 ? 0 : plan.Waves[i - 1].Devices)))],
    };

    private static PlanSection Devices(PromotionPlan plan) => new("devices", PlanWords.Fleet(plan))
    {
        Columns = ["running", "devices", "what they do"],
        Rows = plan.Fleet is { } fleet ? Fates(fleet, plan.Request.Version) : [],
    };

    /// <summary>Most fleets run few versions in numbers, and many in the ones and twos.</summary>
    private static ImmutableArray<ImmutableArray<string>> Fates(FleetForecast fleet, SemanticVersion version)
    {
        var shown = fleet.Fates.Length <= MostVersions ? fleet.Fates : [.. fleet.Fates.OrderByDescending(fate => fate.Count).Take(MostVersions - 1)];
        var rows = fleet.Fates.Where(shown.Contains).Select(fate => ImmutableArray.Create(fate.Version?.ToString() ?? "nothing", PlanWords.Count(fate.Count), PlanWords.Fate(fate, version)));
        var others = fleet.Fates.Except(shown).ToArray();
        return others.Length == 0
            ? [.. rows]
            : [.. rows, ["others", PlanWords.Count(others.Sum(fate => fate.Count)), PlanWords.Fates(others, version)]];
    }

    private static string Digest(PlannedRuntime runtime) => $"sha256:{(runtime.Source?.Release.ManifestDigest ?? runtime.Listed)?.ToString()[..DigestDigits] ?? "none"}";
}
