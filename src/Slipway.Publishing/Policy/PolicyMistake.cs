using System.Text;
using System.Text.Json;
using Slipway.Json;

namespace Slipway.Publishing.Policy;

/// <summary>Finds the place in slipway.json that a refusal is about.</summary>
internal static class PolicyMistake
{
    /// <summary>The refusal with its place, or null where it names no place.</summary>
    /// <param name="malformed">Why the text cannot be used.</param>
    /// <param name="utf8">The text.</param>
    /// <param name="file">The file that it is of.</param>
    public static FileMistake? Find(Exception malformed, byte[] utf8, string file) => malformed switch
    {
        FieldException field => At(OffsetOf(field, JsonPlace.All(utf8)), utf8, file, field.Message),
        JsonTextException text => At((int)text.Offset, utf8, file, Message(text)),
        _ => null,
    };

    /// <summary>A field that is missing is looked for in vain: then it is the object that lacks it.</summary>
    private static int OffsetOf(FieldException refusal, IReadOnlyList<JsonPlace> places)
    {
        for (var path = refusal.Field; ; path = path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))])
        {
            if (places.FirstOrDefault(place => place.Path == path) is { } found)
            {
                return refusal.IsName ? found.Name : found.Start;
            }
        }
    }

    private static FileMistake At(int offset, byte[] utf8, string file, string message)
    {
        var before = utf8.AsSpan(0, Math.Min(offset, utf8.Length));
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return new FileMistake(file, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(line) + 1, $"{message.TrimEnd('.')}.");
    }

    /// <summary>System.Text.Json ends its messages with the place in numbers from 0.</summary>
    private static string Message(JsonTextException text) =>
        text.InnerException is JsonException ? text.Message.Split(" LineNumber: ")[0] : text.Message;
}
