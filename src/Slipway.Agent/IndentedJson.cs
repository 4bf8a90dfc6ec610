using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Agent;

/// <summary>Writes JSON for files and outputs that people read, too.</summary>
internal static class IndentedJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,

        // Read by programs and people, never by a browser: conditions keep their < and ".
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Encode(JsonObject value)
    {
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, Options))
        {
            value.WriteTo(writer);
        }

        output.WriteByte((byte)'\n');
        return output.ToArray();
    }

    /// <summary>The same as a text without the last line's end.</summary>
    public static string EncodeText(JsonObject value) => Encoding.UTF8.GetString(Encode(value)).TrimEnd();
}
