using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>What became of rollouts that were to go on, in words and in JSON.</summary>
internal static class AdvanceText
{
    public static IEnumerable<string> Lines(RolloutAdvance advance) =>
    [
        advance.Rollout is { } rollout ? $"{advance.Channel} {rollout.Version} {PlainText.Of(Describe(advance, rollout))}" : $"{advance.Channel} offers nothing",
        .. advance.Refusals.Select(refusal => $"  {refusal.Code} {PlainText.Of(refusal.Message)}"),
        .. advance.Evidence.Select(rule => $"  {PlainText.Of(EvidenceText.Of(rule))}"),
    ];

    public static JsonObject ToJson(RolloutAdvances advances) => new()
    {
        ["channels"] = new JsonArray([.. advances.Channels.Select(advance => (JsonNode)ToJson(advance))]),
    };

    private static string Describe(RolloutAdvance advance, Rollout rollout) => advance.Outcome switch
    {
        AdvanceOutcome.Advanced => $"goes from {PublicationText.Percent(advance.From)} to {PublicationText.Percent(rollout.Permyriad)}",
        AdvanceOutcome.Complete => $"is complete at {PublicationText.Percent(rollout.Permyriad)}{(advance.Until is { } end ? $", watched until {IsoTime.Format(end)}" : "")}",
        AdvanceOutcome.Halted => $"is halted at {PublicationText.Percent(rollout.Permyriad)}: {rollout.Reason}",
        AdvanceOutcome.RolledBack => $"goes back: {rollout.Reason}",
        AdvanceOutcome.Overtaken => $"was changed by somebody else meanwhile: {PublicationText.Describe(rollout)}",
        _ => $"waits at {PublicationText.Percent(rollout.Permyriad)}{(advance.Until is { } end ? $" until {IsoTime.Format(end)}" : "")}",
    };

    private static JsonObject ToJson(RolloutAdvance advance) => new()
    {
        ["channel"] = advance.Channel.ToString(),
        ["outcome"] = NameOf(advance.Outcome),
        ["version"] = advance.Rollout?.Version.ToString(),
        ["from_percent"] = advance.From / 100m,
        ["percent"] = advance.Rollout?.Permyriad / 100m,
        ["until"] = advance.Until?.ToUnixTimeSeconds(),
        ["reason"] = advance.Rollout?.Reason,
        ["errors"] = new JsonArray([.. advance.Refusals.Select(refusal => (JsonNode)JsonText.Of(refusal))]),
        ["evidence"] = new JsonArray([.. advance.Evidence.Select(rule => (JsonNode)rule.ToJson())]),
    };

    private static string NameOf(AdvanceOutcome outcome) => outcome switch
    {
        AdvanceOutcome.RolledBack => "rolled_back",
        _ => outcome.ToString().ToLowerInvariant(),
    };
}
