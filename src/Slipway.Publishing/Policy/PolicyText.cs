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
        var found = new Tokens();
        var path = new Stack<string>();
        var reader = new Utf8JsonReader(utf8);
        var name = "";
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    path.Push(name);
                    name = "";
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    found.EndOfKeys = IsAt(path, role, "keys") ? (int)reader.BytesConsumed : found.EndOfKeys;
                    path.Pop();
                    break;
                default:
                    Note(found, path, role, name, ((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                    break;
            }
        }

        return found;
    }

    private static void Note(Tokens found, Stack<string> path, string role, string name, (int Start, int End) token)
    {
        if (IsAt(path, role, "keys"))
        {
            found.Keys.Add(token);
        }
        else if (name == "threshold" && IsAt(path, role))
        {
            found.Threshold = token;
        }
    }

    /// <summary>Whether the reader is inside <c>roles.ROLE</c>, or inside a member of it.</summary>
    private static bool IsAt(Stack<string> path, params ReadOnlySpan<string> names) =>
        path.Reverse().SequenceEqual(["", "roles", .. names]);

    private static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    private static byte[] Replace(byte[] utf8, int start, int end, byte[] with) => [.. utf8.AsSpan(0, start), .. with, .. utf8.AsSpan(end)];

    private sealed class Tokens
    {
        public List<(int Start, int End)> Keys { get; } = [];

        public (int Start, int End)? Threshold { get; set; }

        public int EndOfKeys { get; set; }
    }
}
