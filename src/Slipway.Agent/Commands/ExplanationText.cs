using System.Text.Json.Nodes;

namespace Slipway.Agent.Commands;

/// <summary>An explanation for people: a heading for each section, a line for each input and each rule.</summary>
internal static class ExplanationText
{
    public static string Of(JsonObject explanation) => string.Join('\n', explanation.SelectMany(section => Lines(section.Key, section.Value)));

    private static IEnumerable<string> Lines(string heading, JsonNode? section) => section switch
    {
        null => [$"{heading}: none"],
        JsonArray rules => [heading, .. rules.Select(rule => Line(rule!["rule"]!.ToString(), Join(" ", rule["verdict"], rule["message"])))],
        _ => [heading, .. section.AsObject().Where(field => field.Value is not null).Select(field => Line(field.Key, Plain(field.Value)))],
    };

    private static string Line(string name, string text) => $"  {name,-20} {text}";

    private static string Plain(JsonNode? value) => value switch
    {
        null => "none",
        JsonArray { Count: 0 } => "none",
        JsonArray values => Join(", ", [.. values]),
        _ => value.ToString() is var text && text.Any(char.IsControl) ? value.ToJsonString() : value.ToString(),
    };

    private static string Join(string separator, params JsonNode?[] values) => string.Join(separator, values.Where(value => value is not null).Select(Plain));
}
