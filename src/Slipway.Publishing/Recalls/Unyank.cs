using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Publishing.Recalls;

/// <summary>Yanks that were declared void, by whoever signs for targets.</summary>
/// <param name="Yanks">The yanks as <see cref="UnyankedReleases.NameOf"/> names them: the release, the words and the time. Another yank of the same release holds.</param>
/// <param name="Reason">Why. One line.</param>
/// <param name="At">When. Whole seconds.</param>
public sealed record Unyank(ImmutableArray<YankedRelease> Yanks, string Reason, DateTimeOffset At)
{
    /// <exception cref="FormatException">A field is missing, unknown or of another kind.</exception>
    internal static Unyank FromJson(JsonFields json)
    {
        json.RequireOnly("yanks", "reason", "at");
        return new([.. json.Objects("yanks").Select(ReadYank)], json.Text("reason"), DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", max: DateTimeOffset.MaxValue.ToUnixTimeSeconds())));
    }

    internal JsonObject ToJson() => new()
    {
        ["yanks"] = new JsonArray([.. Yanks.Select(yank => (JsonNode)yank.ToJson())]),
        ["reason"] = Reason,
        ["at"] = At.ToUnixTimeSeconds(),
    };

    private static YankedRelease ReadYank(JsonFields json)
    {
        json.RequireOnly("version", "reason", "at");
        return YankedRelease.FromJson(json);
    }
}
