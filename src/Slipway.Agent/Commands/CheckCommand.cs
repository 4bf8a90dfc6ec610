using System.Text.Json.Nodes;
using Slipway.Channels;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent check</c>: what update would do.</summary>
internal static class CheckCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var decision = (await host.WithUpdaterAsync(updater => updater.CheckAsync(cancellation), cancellation)).Decision;
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(ToJson(decision)) : decision.Explanation);
        return decision.Kind == DecisionKind.Refuse ? ExitCode.Refused : ExitCode.Done;
    }

    private static JsonObject ToJson(Decision decision) => new()
    {
        ["available"] = decision.Kind is DecisionKind.Update or DecisionKind.RollBack,
        ["decision"] = DecisionText.Of(decision.Kind),
        ["reason"] = decision.Reason.ToString(),
        ["message"] = decision.Explanation,
        ["version"] = decision.Target?.Version.ToString(),
    };
}
