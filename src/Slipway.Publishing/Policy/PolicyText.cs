using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Publishing.Policy;

/// <summary>Edits slipway.json as its owner wrote it: the tokens of a role's keys and threshold are exchanged, and nothing else moves.</summary>
internal static class PolicyText
{
    /// <summary>The text in which <paramref name="role"/> has these keys and this threshold.</summary>
    /// <param name="utf8">slipway.json, which was read as a policy before.</param>
    /// <param name="role">The role.</param>
    /// <param name="keys">Its key references, at least one.</param>
    /// <param name="threshold">How many must sign.</param>
    public static byte[] SetKeys(byte[] utf8, string role, IReadOnlyList<string> keys, int threshold)
    {
        var before = Find(utf8, role);
        var separator = before.Keys.Count > 1 ? utf8[before.Keys[0].End..before.Keys[1].Start] : ", "u8.ToArray();
        byte[] items = [.. keys.SelectMany((key, i) => i == 0 ? Quote(key) : [.. separator, .. Quote(key)])];
        var edited = Replace(utf8, before.Keys[0].Start, before.Keys[^1].End, items);

        var number = Encoding.ASCII.GetBytes(threshold.ToString(CultureInfo.InvariantCulture));
        var after = Find(edited, role);
        return after.Threshold is { } old ? Replace(edited, old.Start, old.End, number)
            : threshold == 1 ? edited
            : Replace(edited, after.EndOfKeys, after.EndOfKeys, [.. ", \"threshold\": "u8, .. number]);
    }

    /// <summary>Whether the text has keys for <paramref name="role"/>.</summary>
    public static bool Names(byte[] utf8, string role) => Find(utf8, role).Keys.Count > 0;

    private static Tokens Find(byte[] utf8, string role)
    {
        var places = JsonPlace.All(utf8);
        var keys = $"roles.{role}.keys";
        return new Tokens(
            [.. places.Where(place => place.Path.StartsWith($"{keys}[", StringComparison.Ordinal))],
            places.FirstOrDefault(place => place.Path == keys)?.End ?? 0,
            places.FirstOrDefault(place => place.Path == $"roles.{role}.threshold"));
    }

    private static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private static byte[] Replace(byte[] utf8, int start, int end, byte[] with) => [.. utf8.AsSpan(0, start), .. with, .. utf8.AsSpan(end)];

    private sealed record Tokens(IReadOnlyList<JsonPlace> Keys, int EndOfKeys, JsonPlace? Threshold);
}
