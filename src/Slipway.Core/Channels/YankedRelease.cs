using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>A release that nobody is to install any more. It says so to devices that run it: for them it is a dead end.</summary>
/// <param name="Version">The release.</param>
/// <param name="Reason">Why, for whoever looks after a device. One line.</param>
/// <param name="At">Since when. Whole seconds.</param>
public sealed record YankedRelease(SemanticVersion Version, string Reason, DateTimeOffset At)
{
    /// <summary>Characters that a reason may have.</summary>
    public const int MaxReason = 200;

    /// <summary>Fields that this version does not know. They are kept when the rollout is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>One sentence for a person, whatever the reason holds.</summary>
    public string Explain() => $"{Version} was yanked: {PlainLine.Of(Reason, MaxReason)?.TrimEnd('.') ?? "no reason was given"}.";

    /// <summary>Reads one of a rollout's.</summary>
    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    public static YankedRelease FromJson(JsonFields json) => new(
        SemanticVersion.Parse(json.Text("version")),
        json.Text("reason"),
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", max: Offer.LatestTime)))
    {
        Extensions = UnknownFields.Of(json, "version", "reason", "at"),
    };

    /// <summary>One of a rollout's.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["version"] = Version.ToString(),
            ["reason"] = Reason,
            ["at"] = At.ToUnixTimeSeconds(),
        };
        Extensions.AddTo(json);
        return json;
    }
}
