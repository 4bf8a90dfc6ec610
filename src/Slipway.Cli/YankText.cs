using System.Text.Json.Nodes;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>What yanking a release means, in JSON.</summary>
internal static class YankText
{
    public static JsonObject ToJson(Yanking yanking) => new()
    {
        ["version"] = yanking.Release.Version.ToString(),
        ["reason"] = yanking.Release.Reason,
        ["at"] = yanking.Release.At.ToUnixTimeSeconds(),
        ["changed"] = yanking.IsChanged,
        ["dead_end"] = yanking.HasDeadEnd,
        ["channels"] = new JsonArray([.. yanking.Channels.Select(ToJson)]),
    };

    private static JsonNode ToJson(ChannelRecall channel) => new JsonObject
    {
        ["channel"] = channel.Channel.ToString(),
        ["percent"] = RolloutShare.ToPercent(channel.Permyriad),
        ["runtimes"] = new JsonArray([.. channel.Runtimes.Select(ToJson)]),
    };

    private static JsonNode ToJson(RuntimeRecall runtime) => new JsonObject
    {
        ["rid"] = runtime.Runtime.ToString(),
        ["offered"] = runtime.Offered.ToString(),
        ["yanked"] = runtime.IsOffered,
        ["back_to"] = runtime.BackTo?.ToString(),
        ["dead_end"] = runtime.IsDeadEnd,
    };
}
