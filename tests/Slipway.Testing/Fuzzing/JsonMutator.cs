using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Testing.Fuzzing;

/// <summary>Breaks files as an attacker or a bad disk would: one bit, one byte, one field, one value, or the shape of the whole.</summary>
/// <remarks>The same random numbers break the same file in the same way.</remarks>
public sealed class JsonMutator(Random random)
{
    private const int LongText = 5000;

    private static readonly string[] Tokens =
    [
        "-0", "0", "-1", "1.0", "1e3", "1e999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "null", "true", "[]", "{}", "\"\"",
        "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\0", "\uFEFF", "//", "/**/", ",", "}", "]", "\"", "\\", ":", " ", "\u00e9", "e\u0301",
    ];

    private static readonly string[] Texts =
    [
        "", " ", ".", "..", "../x", "/x", "a//b", "%2e%2e", "x?y#z", "\0", "\n", "\u007f", "\u00e9", "e\u0301", "\U0001F6A2", "\uFFFF", "*", "root", "sha256", "1.2.3",
        "99999999999999999999.0.0", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", "http://[", "A", new('a', LongText), new('*', LongText), string.Concat(Enumerable.Repeat("*a", 500)),
    ];

    private static readonly long[] Numbers = [0, 1, -1, 2, 10_000, 10_001, int.MaxValue, 1L + int.MaxValue, 253_402_300_799, 253_402_300_800, long.MaxValue, long.MinValue];

    /// <summary>One change or up to four: of the bytes, or, if they are strict JSON, of the document.</summary>
    public byte[] Mutate(byte[] file)
    {
        // Several changes find what one cannot, and one finds what the others would hide.
        var changes = random.Next(2) == 0 ? 1 : random.Next(2, 5);
        if (random.Next(3) == 0 || Parse(file) is not { } document)
        {
            return Enumerable.Range(0, changes).Aggregate(file, (bytes, _) => ChangeBytes(bytes));
        }

        for (var i = 0; i < changes; i++)
        {
            ChangeDocument(document);
        }

        return CanonicalJson.EncodeFile(document);
    }

    private byte[] ChangeBytes(byte[] bytes)
    {
        var start = random.Next(bytes.Length + 1);
        var end = random.Next(4) == 0 ? random.Next(start, bytes.Length + 1) : Math.Min(bytes.Length, start + random.Next(1, 9));
        return random.Next(7) switch
        {
            0 => bytes[..start],
            1 => [.. bytes[..start], .. bytes[end..]],
            2 => [.. bytes[..end], .. bytes[start..]],
            3 => [.. bytes[..start], .. Encoding.UTF8.GetBytes(Pick(Tokens)), .. bytes[end..]],
            4 => [.. bytes[..start], .. Encoding.UTF8.GetBytes(Bomb()), .. bytes[start..]],
            5 => [.. bytes[..start], (byte)random.Next(256), .. bytes[start..]],
            _ => FlipBit(bytes),
        };
    }

    private byte[] FlipBit(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        if (flipped.Length > 0)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private string Bomb() => string.Concat(Enumerable.Repeat(Pick(["{\"a\":", "["]), Pick([1, 31, 32, 33, 1000])));

    private void ChangeDocument(JsonObject document)
    {
        var containers = Containers(document).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 }).ToList();
        if (containers.Count == 0)
        {
            document[Pick(Texts)] = Value();
            return;
        }

        if (Pick(containers) is JsonObject fields)
        {
            ChangeFields(fields, Pick([.. fields.Select(field => field.Key)]));
        }
        else
        {
            ChangeItems(Pick(containers.OfType<JsonArray>().DefaultIfEmpty([]).ToArray()));
        }
    }

    private void ChangeFields(JsonObject fields, string name)
    {
        var value = fields[name];
        switch (random.Next(9))
        {
            case 0:
                fields.Remove(name);
                break;
            case 1:
                fields.Remove(name);
                fields[Rename(name)] = value;
                break;
            case 2:
                fields[Rename(name)] = value?.DeepClone();
                break;
            case 3:
                fields[Pick(Texts)] = Value();
                break;
            case 4 or 5:
                fields[name] = Value();
                break;
            default:
                fields[name] = Near(value);
                break;
        }
    }

    private void ChangeItems(JsonArray items)
    {
        var at = random.Next(items.Count + 1);
        if (at == items.Count)
        {
            items.Add(items.Count > 0 && random.Next(2) == 0 ? items[0]?.DeepClone() : Value());
        }
        else if (random.Next(2) == 0)
        {
            items.RemoveAt(at);
        }
        else
        {
            items[at] = Near(items[at]);
        }
    }

    private string Rename(string name) => random.Next(4) switch
    {
        0 => name.ToUpperInvariant(),
        1 => name + Pick(Texts),
        2 => Pick(Texts),
        _ => name.Length > 1 ? name[1..] : "x",
    };

    /// <summary>A value of the same kind, slightly off.</summary>
    private JsonNode? Near(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Number => random.Next(2) == 0 ? Pick(Numbers) : unchecked(value.GetValue<long>() + random.Next(-2, 3)),
        JsonValueKind.String => NearText(value.GetValue<string>()),
        JsonValueKind.True => false,
        JsonValueKind.False => true,
        _ => Value(),
    };

    private string NearText(string text)
    {
        var at = random.Next(text.Length + 1);
        var changed = random.Next(5) switch
        {
            0 => Pick(Texts),
            1 => text.ToUpperInvariant(),
            2 => text[..at],
            3 => string.Concat(text.AsSpan(0, at), Pick(Texts), text.AsSpan(at)),
            _ => text + Pick(Texts),
        };

        // Cut through a surrogate pair, it could not be written.
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(changed));
    }

    private JsonNode? Value() => random.Next(7) switch
    {
        0 => null,
        1 => Pick(Numbers),
        2 => Pick(Texts),
        3 => random.Next(2) == 0,
        4 => new JsonArray(Pick(Texts), Pick(Numbers), null),
        5 => Nested(Pick([1, 5, 40])),
        _ => new JsonObject { [Pick(Texts)] = Pick(Texts) },
    };

    private static JsonObject Nested(int depth) =>
        Enumerable.Range(0, depth).Aggregate(new JsonObject(), (inner, _) => new JsonObject { ["a"] = inner });

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private static IEnumerable<JsonNode> Containers(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Containers(field.Value)).Prepend(fields),
        JsonArray items => items.SelectMany(Containers).Prepend(items),
        _ => [],
    };

    private static JsonObject? Parse(byte[] file)
    {
        try
        {
            return StrictJson.ParseObject(file);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
