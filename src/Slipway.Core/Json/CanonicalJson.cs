using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Json;

/// <summary>Writes OLPC canonical JSON, the form that TUF metadata and manifests are signed in.</summary>
/// <remarks>
/// Names sorted by code point, no white space, integers only, and in strings only <c>"</c> and <c>\</c> escaped:
/// a control character is written as it is, so canonical JSON is not always JSON.
/// Source: https://wiki.laptop.org/go/Canonical_JSON. Thread-safe.
/// </remarks>
public static class CanonicalJson
{
    private const byte LastControl = 0x1f;

    /// <summary>The canonical bytes of <paramref name="node"/>.</summary>
    /// <exception cref="FormatException">A number is not a 64-bit integer.</exception>
    public static byte[] Encode(JsonNode? node) => Encode(node, sizeHint: 1024).ToArray();

    /// <summary>As <see cref="Encode(JsonNode?)"/>, without growing towards a size that is known, and without a copy of what may be megabytes.</summary>
    internal static ReadOnlyMemory<byte> Encode(JsonNode? node, int sizeHint)
    {
        var output = new ArrayBufferWriter<byte>(sizeHint);
        Write(output, node);
        return output.WrittenMemory;
    }

    /// <summary>As <see cref="Encode(JsonNode?)"/>, but control characters are escaped: for files, which every JSON reader must be able to read.</summary>
    /// <exception cref="FormatException">A number is not a 64-bit integer.</exception>
    public static byte[] EncodeFile(JsonNode? node) => EscapeControls(Encode(node));

    /// <summary>The same text for files: canonical JSON with its control characters escaped.</summary>
    internal static byte[] EscapeControls(byte[] canonical) =>
        HasControls(canonical)

            // Outside strings there are none, and in UTF-8 such a byte is never part of another character.
            ? [.. canonical.SelectMany(item => item <= LastControl ? Encoding.ASCII.GetBytes($"\\u{item:x4}") : [item])]
            : canonical;

    /// <summary>Whether <see cref="EscapeControls"/> would change anything.</summary>
    internal static bool HasControls(ReadOnlySpan<byte> canonical) => canonical.ContainsAnyInRange((byte)0x00, LastControl);

    private static void Write(ArrayBufferWriter<byte> output, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject value:
                WriteObject(output, value);
                break;
            case JsonArray value:
                WriteArray(output, value);
                break;
            case null:
                output.Write("null"u8);
                break;
            default:
                WriteScalar(output, node.AsValue());
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonObject value)
    {
        var separator = "{"u8;
        string[] names = [.. value.Select(member => member.Key)];
        Array.Sort(names, CodePointOrder.Instance);
        foreach (var name in names)
        {
            output.Write(separator);
            WriteString(output, name);
            output.Write(":"u8);
            Write(output, value[name]);
            separator = ","u8;
        }

        output.Write(value.Count == 0 ? "{}"u8 : "}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonArray value)
    {
        var separator = "["u8;
        foreach (var item in value)
        {
            output.Write(separator);
            Write(output, item);
            separator = ","u8;
        }

        output.Write(value.Count == 0 ? "[]"u8 : "]"u8);
    }

    private static void WriteScalar(ArrayBufferWriter<byte> output, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(output, value.GetValue<string>());
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            default:
                WriteText(output, Integer(value).ToString(CultureInfo.InvariantCulture));
                break;
        }
    }

    private static long Integer(JsonValue value)
    {
        if (value.TryGetValue<long>(out var wide))
        {
            return wide;
        }

        return value.TryGetValue<int>(out var narrow)
            ? narrow
            : throw new FormatException($"the number {value.ToJsonString()} is not a 64-bit integer");
    }

    private static void WriteString(ArrayBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        WriteText(output, text.AsSpan().IndexOfAny('"', '\\') < 0
            ? text
            : text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal));
        output.Write("\""u8);
    }

    private static void WriteText(ArrayBufferWriter<byte> output, string text) =>
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
