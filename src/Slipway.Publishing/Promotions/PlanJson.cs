using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;
using Slipway.Signing;

namespace Slipway.Publishing.Promotions;

/// <summary>A plan as JSON, for scripts. The names are public: docs/cli.md.</summary>
public static class PlanJson
{
    /// <summary>The format that is written.</summary>
    public const string Format = "slipway-plan/1";

    /// <summary>All of the plan. Times are Unix seconds.</summary>
    public static JsonObject Of(PromotionPlan plan) => new()
    {
        ["format"] = Format,
        ["at"] = plan.Time.ToUnixTimeSeconds(),
        ["product"] = plan.Product.ToString(),
        ["version"] = plan.Request.Version.ToString(),
        ["display_name"] = plan.DisplayName,
        ["from"] = plan.Request.From.ToString(),
        ["to"] = plan.Request.To.ToString(),
        ["emergency"] = plan.Request.EmergencyReason,
        ["verdict"] = plan.Verdict switch { PlanVerdict.Ready => "ready", PlanVerdict.NotYet => "not_yet", _ => "refused" },
        ["earliest"] = plan.Earliest?.ToUnixTimeSeconds(),
        ["refusals"] = Array(plan.Refusals, Of),
        ["runtimes"] = Array(plan.Runtimes, Of),
        ["rules"] = Array(plan.Rules, Of),
        ["signatures"] = Array(plan.Signatures, Of),
        ["staged"] = plan.IsStaged,
        ["waiting"] = Of(plan.Waiting),
        ["rollout"] = new JsonObject { ["now"] = Of(plan.RolloutNow), ["then"] = Of(plan.RolloutThen) },
        ["stopped"] = Of(plan.LeftOut),
        ["github"] = Of(plan.GitHub),
        ["waves"] = Array(plan.Waves, Of),
        ["fleet"] = Of(plan.Fleet),
        ["fleet_problem"] = plan.FleetProblem,
    };

    /// <summary>What stops: <c>rid</c> and <c>version</c> of each; empty for nothing.</summary>
    public static JsonArray Of(LeftOut? leftOut) =>
        Array(leftOut?.Offers ?? [], offer => new JsonObject { ["rid"] = offer.Runtime.ToString(), ["version"] = offer.Release.Version.ToString() });

    private static JsonObject Of(PlannedRefusal refusal) => new()
    {
        ["code"] = refusal.Code,
        ["message"] = refusal.Message,
        ["hint"] = refusal.Hint,
        ["temporary"] = refusal.IsTemporary,
    };

    private static JsonObject Of(PlannedRuntime runtime) => new()
    {
        ["rid"] = runtime.Runtime.ToString(),
        ["manifest_sha256"] = runtime.Source?.Release.ManifestDigest.ToString(),
        ["listed_sha256"] = runtime.Listed?.ToString(),
        ["same_bytes"] = runtime.HasSameBytes,
        ["out_since"] = runtime.Source?.BakingSince.ToUnixTimeSeconds(),
        ["offered_already"] = runtime.IsOfferedAlready,
        ["now"] = Of(runtime.Now),
        ["then"] = Of(runtime.Then),
    };

    private static JsonObject? Of(Offer? offer) => offer is null ? null : new()
    {
        ["version"] = offer.Release.Version.ToString(),
        ["display_name"] = offer.DisplayName,
        ["manifest_sha256"] = offer.Release.ManifestDigest.ToString(),
        ["released_at"] = offer.ReleasedAt.ToUnixTimeSeconds(),
        ["promoted_from"] = offer.PromotedFrom?.Channel.ToString(),
        ["rollback"] = offer.Rollback?.Version.ToString(),
    };

    private static JsonObject Of(PlannedRule rule) => new()
    {
        ["rule"] = rule.Rule,
        ["outcome"] = rule.Outcome.ToString().ToLowerInvariant(),
        ["value"] = rule.Value,
        ["limit"] = rule.Limit,
    };

    private static JsonObject Of(PlannedSignatures role) => new()
    {
        ["role"] = role.Role,
        ["threshold"] = role.Threshold,
        ["keys"] = role.Keys,
        ["at_hand"] = role.AtHand,
        ["problem"] = role.Problem,
    };

    private static JsonObject? Of(StagingReview? waiting) => waiting is null ? null : new()
    {
        ["staging"] = waiting.Id,
        ["signed_by"] = Keys(waiting, count => count.SignedBy),
        ["not_signed_by"] = Keys(waiting, count => count.NotSignedBy),
    };

    private static JsonObject? Of(Rollout? rollout) => rollout is null ? null : new()
    {
        ["version"] = rollout.Version.ToString(),
        ["state"] = rollout.State.ToString().ToLowerInvariant(),
        ["percent"] = RolloutShare.ToPercent(rollout.Permyriad),
        ["salt"] = rollout.Salt,
        ["not_before"] = rollout.NotBefore?.ToUnixTimeSeconds(),
    };

    private static JsonObject? Of(PlannedGitHub? release) => release is null ? null : new()
    {
        ["url"] = release.Page.AbsoluteUri,
        ["tag"] = release.Tag,
        ["prerelease"] = release.IsPrerelease,
        ["latest"] = release.IsLatestThen,
        ["immutable"] = release.IsImmutable,
    };

    private static JsonObject Of(PlannedWave wave) => new()
    {
        ["percent"] = RolloutShare.ToPercent(wave.Permyriad),
        ["begins"] = wave.Begins.ToUnixTimeSeconds(),
        ["soak"] = (long)wave.Soak.TotalSeconds,
        ["devices"] = wave.Devices,
    };

    private static JsonObject? Of(FleetForecast? fleet) => fleet is null ? null : new()
    {
        ["source"] = fleet.Source,
        ["exact"] = fleet.IsByDevice,
        ["offered"] = fleet.Total,
        ["other_channels"] = fleet.Elsewhere,
        ["other_runtimes"] = fleet.WithoutOffer,
        ["unknown_channel"] = fleet.OfUnknownChannel,
        ["unreadable"] = fleet.Unreadable,
        ["versions"] = Array(fleet.Fates, Of),
    };

    private static JsonObject Of(DeviceFate fate) => new()
    {
        ["version"] = fate.Version?.ToString(),
        ["count"] = fate.Count,
        ["kind"] = DecisionText.Of(fate.Decision.Kind),
        ["reason"] = fate.Decision.Reason.ToString(),
        ["rule"] = fate.Rule,
        ["target"] = fate.Decision.Target?.Version.ToString(),
        ["explanation"] = fate.Decision.Explanation,
    };

    private static JsonArray Keys(StagingReview review, Func<SignatureCount, IEnumerable<KeyId>> select) =>
        [.. review.Roles.SelectMany(role => role.Signatures).SelectMany(select).Distinct().Select(key => (JsonNode)key.ToString())];

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonObject> write) => [.. items.Select(item => (JsonNode)write(item))];
}
