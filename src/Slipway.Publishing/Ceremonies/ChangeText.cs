using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Words for changes. What comes from the store may have been written to deceive a terminal, and is shown so that it cannot.</summary>
internal static class ChangeText
{
    /// <summary>The text with everything escaped that moves, hides or reorders other text: <see cref="PlainText"/>.</summary>
    public static string Plain(string text) => PlainText.Of(text);

    /// <summary>One line for each field that differs, but for those in <paramref name="known"/>, which others describe.</summary>
    public static IEnumerable<string> Fields(JsonObject? before, JsonObject after, params IReadOnlyCollection<string> known)
    {
        foreach (var name in after.Select(field => field.Key).Union(before?.Select(field => field.Key) ?? []).Except(known).Order(StringComparer.Ordinal))
        {
            var (old, next) = (Value(before?[name]), Value(after[name]));
            if (old != next)
            {
                // Blanks in a row could push what follows them out of sight.
                yield return Plain($"{name}: {old} -> {next}").Replace("  ", " \\u0020", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Nothing, and what is so when nothing is said, is the same.</summary>
    private static string Value(JsonNode? node) => node is null or JsonArray { Count: 0 } || node.GetValueKind() == JsonValueKind.False ? "none" : Encoding.UTF8.GetString(CanonicalJson.Encode(node));
}
