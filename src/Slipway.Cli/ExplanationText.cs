using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>Why a device does what it does, in words and in JSON.</summary>
internal static class ExplanationText
{
    public static IEnumerable<string> Lines(RolloutExplanation explanation) =>
    [
        $"{PlainText.Of(explanation.Device.DeviceId)}: {PlainText.Of(explanation.Decision.Explanation)}",
        Line("decision", $"{DecisionText.Of(explanation.Decision.Kind)} {explanation.Decision.Reason}"),
        Line("device", Describe(explanation.Device)),
        Line("offer", explanation.Offer is { } offer ? $"{offer.Release.Version}, back to {offer.Rollback?.Version.ToString() ?? "nothing"}" : "none"),
        .. explanation.Rollout is { } rollout ? DescribeTurn(explanation, rollout) : [Line("rollout", "none")],
        "rules",
        .. explanation.Rules.Select(rule => Line(rule.Rule, rule.Decision is { } decision ? $"{DecisionText.Of(decision.Kind)} {PlainText.Of(decision.Explanation)}" : "passed")),
    ];

    public static JsonObject ToJson(RolloutExplanation explanation) => new()
    {
        ["decision"] = new JsonObject
        {
            ["decision"] = DecisionText.Of(explanation.Decision.Kind),
            ["reason"] = explanation.Decision.Reason.ToString(),
            ["version"] = explanation.Decision.Target?.Version.ToString(),
            ["message"] = explanation.Decision.Explanation,
        },
        ["device"] = ToJson(explanation.Device),
        ["offer"] = explanation.Offer is { } offer ? JsonText.Of(offer) : null,
        ["rollout"] = JsonText.Of(explanation.Rollout),
        ["salt"] = explanation.Rollout?.Salt,
        ["bucket"] = explanation.Bucket,
        ["wave"] = explanation.WaveNumber,
        ["rules"] = new JsonArray([.. explanation.Rules.Select(rule => (JsonNode)new JsonObject
        {
            ["rule"] = rule.Rule,
            ["verdict"] = rule.Decision is null ? "passed" : DecisionText.Of(rule.Decision.Kind),
            ["message"] = rule.Decision?.Explanation,
        })]),
    };

    private static IEnumerable<string> DescribeTurn(RolloutExplanation explanation, Rollout rollout)
    {
        var place = explanation.Bucket!.Value;
        var (turn, isIn) = (explanation.WaveNumber, place < rollout.Permyriad);
        var wave = turn is { } number
            ? string.Create(CultureInfo.InvariantCulture, $"wave {number} of {explanation.Waves.Length} ({PublicationText.Percent(explanation.Waves[number - 1].Permyriad)})")
            : "no wave";
        yield return Line("rollout", $"{rollout.Version} {PlainText.Of(PublicationText.Describe(rollout))}, salt {rollout.Salt}{(rollout.NotBefore is { } begin ? $", from {IsoTime.Format(begin)}" : "")}");
        yield return Line("place", string.Create(CultureInfo.InvariantCulture, $"{place} of {Rollout.Everyone}: {(isIn ? "in" : "out")} at {PublicationText.Percent(rollout.Permyriad)}, its turn is {wave}"));
    }

    private static string Describe(DeviceFacts device) =>
        $"{device.Channel} {device.Runtime}, runs {device.Running?.ToString() ?? "nothing"}{(device.Floor is { } floor ? $", floor {floor}" : "")}, at {IsoTime.Format(device.Time)}";

    private static JsonObject ToJson(DeviceFacts device) => new()
    {
        ["device_id"] = device.DeviceId,
        ["channel"] = device.Channel.ToString(),
        ["rid"] = device.Runtime.ToString(),
        ["running"] = device.Running?.ToString(),
        ["floor"] = device.Floor?.ToString(),
        ["time"] = device.Time.ToUnixTimeSeconds(),
    };

    private static string Line(string name, string text) => $"  {name,-20} {text}";
}
