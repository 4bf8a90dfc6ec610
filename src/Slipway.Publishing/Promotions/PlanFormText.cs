namespace Slipway.Publishing.Promotions;

/// <summary>Forms of a plan as people ask for them, and plans as the log of a build shows them.</summary>
public static class PlanFormText
{
    /// <summary>Reads <c>text</c>, <c>markdown</c>, <c>json</c>, or a switch: <c>true</c> is text.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is none of them.</exception>
    public static PlanForm Parse(string text) => text.ToUpperInvariant() switch
    {
        "TEXT" => PlanForm.Text,
        "MARKDOWN" => PlanForm.Markdown,
        "JSON" => PlanForm.Json,
        _ when SwitchText.TryParse(text) is { } isAsked => isAsked ? PlanForm.Text : PlanForm.None,
        _ => throw new FormatException($"'{text}' is no form of a plan: expected text, markdown or json"),
    };

    /// <summary>The refusal of a list of devices that was typed where no plan is asked for: who wants to look must not find that it was done.</summary>
    public static InputException FleetWithoutPlan() => new(InputFailure.OptionInvalid, "--fleet is for a plan, and without --plan the release would be promoted.")
    {
        Hint = "Add --plan to see what would change, or leave --fleet out to promote.",
    };

    /// <summary>The plan in lines: of JSON one.</summary>
    public static IEnumerable<string> Lines(PromotionPlan plan, PlanForm form) => form switch
    {
        PlanForm.Json => [LogCommands.Disarm(PlanJson.Of(plan).ToJsonString())],
        PlanForm.Markdown => PlanMarkdown.Write(plan).TrimEnd().Split('\n'),
        _ => PlanText.Lines(plan),
    };
}
