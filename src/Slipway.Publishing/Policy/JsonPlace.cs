using System.Text.Json;

namespace Slipway.Publishing.Policy;

/// <summary>A value of a JSON text, by the bytes that it takes.</summary>
/// <param name="Path">The way to it, as <see cref="Json.FieldException.Field"/> spells it; empty for the document.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte after it.</param>
/// <param name="Name">The first byte of its name; of what has none, its own.</param>
internal sealed record JsonPlace(string Path, int Start, int End, int Name)
{
    /// <summary>Every value of a document, the document itself last.</summary>
    /// <param name="utf8">Strict JSON.</param>
    public static IReadOnlyList<JsonPlace> All(byte[] utf8)
    {
        var places = new List<JsonPlace>();
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        Read(ref reader, "", (int)reader.TokenStartIndex, places);
        return places;
    }

    private static void Read(ref Utf8JsonReader reader, string path, int name, List<JsonPlace> places)
    {
        var start = (int)reader.TokenStartIndex;
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadMembers(ref reader, path, places);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            ReadItems(ref reader, path, places);
        }

        places.Add(new JsonPlace(path, start, (int)reader.BytesConsumed, name));
    }

    private static void ReadMembers(ref Utf8JsonReader reader, string path, List<JsonPlace> places)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = (int)reader.TokenStartIndex;
            var member = path.Length == 0 ? reader.GetString()! : $"{path}.{reader.GetString()}";
            reader.Read();
            Read(ref reader, member, start, places);
        }
    }

    private static void ReadItems(ref Utf8JsonReader reader, string path, List<JsonPlace> places)
    {
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            Read(ref reader, $"{path}[{i}]", (int)reader.TokenStartIndex, places);
        }
    }
}
