using System.Text.Json.Nodes;
using Slipway.Publishing.Recalls;

namespace Slipway.Cli;

/// <summary>What declaring yanks void means, in JSON.</summary>
internal static class UnyankText
{
    public static JsonObject ToJson(Unyanking unyanking) => new()
    {
        ["unyanked"] = new JsonArray([.. unyanking.Yanks.Select(yank => (JsonNode)yank.ToJson())]),
        ["reason"] = unyanking.Reason,
        ["changed"] = unyanking.IsChanged,
        ["yanked"] = new JsonArray([.. unyanking.Yanked.Select(yank => (JsonNode)yank.Version.ToString())]),
        ["stopped"] = new JsonArray([.. unyanking.Stopped.Select(JsonText.Of)]),
    };
}
