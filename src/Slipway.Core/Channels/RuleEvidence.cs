using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>On what a decision of the publisher rests: one rule, what was found, and what was asked for. Signed with the offer or rollout that it let through; devices do not act on it.</summary>
/// <param name="Rule">The rule: <c>bake</c>, <c>bump</c>, <c>soak</c>, <c>waves</c>, or <c>gate/NAME</c>.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="At">When it was judged. Whole seconds.</param>
public sealed record RuleEvidence(string Rule, RuleOutcome Outcome, DateTimeOffset At)
{
    /// <summary>What begins the name of a gate's rule.</summary>
    public const string GatePrefix = "gate/";

    /// <summary>The rule that a release goes to few devices first: it is named where an emergency leaves it out.</summary>
    public const string Waves = "waves";

    /// <summary>What was found, in words or digits, or null.</summary>
    public string? Value { get; init; }

    /// <summary>What was asked for, or null.</summary>
    public string? Limit { get; init; }

    /// <summary>Fields that this version does not know. They are kept when the document is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    internal static RuleEvidence FromJson(JsonFields json) => new(
        json.Text("rule"),
        ReadOutcome(json),
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", max: Offer.LatestTime)))
    {
        Value = json.OptionalText("value"),
        Limit = json.OptionalText("limit"),
        Extensions = UnknownFields.Of(json, "rule", "outcome", "at", "value", "limit"),
    };

    /// <summary>An object with <c>rule</c>, <c>outcome</c>, <c>at</c> in Unix seconds, and <c>value</c> and <c>limit</c> where they are known.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["rule"] = Rule,
            ["outcome"] = Outcome.ToString().ToLowerInvariant(),
            ["at"] = At.ToUnixTimeSeconds(),
        };
        Offer.AddIfPresent(json, "value", Value);
        Offer.AddIfPresent(json, "limit", Limit);
        Extensions.AddTo(json);
        return json;
    }

    private static RuleOutcome ReadOutcome(JsonFields json) => json.Text("outcome") switch
    {
        "passed" => RuleOutcome.Passed,
        "failed" => RuleOutcome.Failed,
        "missing" => RuleOutcome.Missing,
        "skipped" => RuleOutcome.Skipped,
        var other => throw json.Refuse("outcome", $"'{other}'", "passed, failed, missing or skipped"),
    };
}
