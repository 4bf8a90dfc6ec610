using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Json;

/// <summary>Reads JSON that has one meaning only.</summary>
/// <remarks>
/// Two readers that disagree about a document are an attack (ATTACKS J1), so what they could disagree about is refused:
/// repeated names, numbers that are no 64-bit integers, <c>-0</c>, lone surrogates, a byte order mark, comments, trailing commas.
/// Thread-safe.
/// </remarks>
public static class StrictJson
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int MaxDepth = 32;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    private static readonly SearchValues<byte> IntegerCharacters = SearchValues.Create("-0123456789"u8);

    /// <summary>Reads one object and nothing after it.</summary>
    /// <exception cref="JsonTextException">The text is not strict JSON, or not an object.</exception>
    public static JsonObject ParseObject(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        try
        {
            reader.Read();
            var value = reader.TokenType == JsonTokenType.StartObject
                ? ReadObject(ref reader)
                : throw new JsonTextException("not a JSON object", reader.TokenStartIndex);
            return reader.Read() ? throw new JsonTextException("text after the JSON object", reader.TokenStartIndex) : value;
        }
        catch (JsonException malformed)
        {
            throw JsonTextException.Of(malformed, utf8);
        }
        catch (InvalidOperationException loneSurrogate)
        {
            // What System.Text.Json throws for invalid UTF-8 and for \ud800 without its other half.
            throw new JsonTextException("a string is not Unicode text", reader.TokenStartIndex, loneSurrogate);
        }
    }

    private static JsonObject ReadObject(ref Utf8JsonReader reader)
    {
        var value = new JsonObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = reader.TokenStartIndex;
            var name = reader.GetString()!;
            reader.Read();
            if (!value.TryAdd(name, ReadValue(ref reader)))
            {
                throw new JsonTextException($"the name '{name}' is repeated", start);
            }
        }

        return value;
    }

    private static JsonArray ReadArray(ref Utf8JsonReader reader)
    {
        var value = new JsonArray();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            value.Add(ReadValue(ref reader));
        }

        return value;
    }

    private static JsonNode? ReadValue(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => ReadObject(ref reader),
        JsonTokenType.StartArray => ReadArray(ref reader),
        JsonTokenType.String => JsonValue.Create(reader.GetString()),
        JsonTokenType.Number => JsonValue.Create(ReadInteger(ref reader)),
        JsonTokenType.True => JsonValue.Create(true),
        JsonTokenType.False => JsonValue.Create(false),
        JsonTokenType.Null => null,
        _ => throw new JsonTextException("not JSON", reader.TokenStartIndex),
    };

    private static long ReadInteger(ref Utf8JsonReader reader)
    {
        var text = reader.ValueSpan;
        var isPlain = !text.ContainsAnyExcept(IntegerCharacters) && !text.SequenceEqual("-0"u8);
        return isPlain && reader.TryGetInt64(out var value)
            ? value
            : throw new JsonTextException($"the number {Encoding.ASCII.GetString(text)} is not a 64-bit integer", reader.TokenStartIndex);
    }
}
