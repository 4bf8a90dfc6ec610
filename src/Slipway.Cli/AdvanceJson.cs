using System.Text.Json.Nodes;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>What became of rollouts that were to go on, in JSON.</summary>
internal static class AdvanceJson
{
    public static JsonObject Of(RolloutAdvances advances) => new()
    {
        ["channels"] = new JsonArray([.. advances.Channels.Select(advance => (JsonNode)Of(advance))]),
    };

    private static JsonObject Of(RolloutAdvance advance) => new()
    {
        ["channel"] = advance.Channel.ToString(),
        ["outcome"] = NameOf(advance.Outcome),
        ["version"] = advance.Rollout?.Version.ToString(),
        ["from_percent"] = RolloutShare.ToPercent(advance.From),
        ["percent"] = RolloutShare.ToPercent(advance.Rollout?.Permyriad),
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
