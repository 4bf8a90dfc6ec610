using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Json;

/// <summary>Reads the fields of one object, and says which one is missing or of another kind.</summary>
/// <remarks>Fields that nobody asks for are left alone: readers ignore what newer writers add.</remarks>
public sealed class JsonFields(JsonObject value, string path = "")
{
    /// <summary>The object itself.</summary>
    public JsonObject Value { get; } = value;

    /// <summary>The names of all fields.</summary>
    public IEnumerable<string> Names => Value.Select(member => member.Key);

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => Value[name] is not null;

    /// <exception cref="FormatException">The field is missing or no text.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Missing(name, "text");

    /// <summary>A text that means something.</summary>
    /// <exception cref="FormatException">The field is missing, no text, or refused by <paramref name="parse"/>.</exception>
    public T Text<T>(string name, Func<string, T> parse)
    {
        var text = Text(name);
        return Naming(Path(name), () => parse(text));
    }

    /// <summary>As <see cref="Text{T}(string, Func{string, T})"/>, and <paramref name="otherwise"/> where the field is missing.</summary>
    /// <exception cref="FormatException">The field is there and no text, or refused by <paramref name="parse"/>.</exception>
    public T TextOr<T>(string name, Func<string, T> parse, T otherwise) => Has(name) ? Text(name, parse) : otherwise;

    /// <summary>A field's own name, where that means something.</summary>
    /// <exception cref="FormatException">It is refused by <paramref name="parse"/>.</exception>
    public T Name<T>(string name, Func<string, T> parse) => Naming(Path(name), () => parse(name), isName: true);

    /// <exception cref="FormatException">The field is there and no text.</exception>
    public string? OptionalText(string name) => Optional(name, JsonValueKind.String, "text")?.GetValue<string>();

    /// <exception cref="FormatException">The field is missing, no integer, or out of range.</exception>
    public long Integer(string name, long min = 0, long max = long.MaxValue) =>
        OptionalInteger(name, min, max) ?? throw Missing(name, "an integer");

    /// <exception cref="FormatException">The field is there and no integer, or out of range.</exception>
    public long? OptionalInteger(string name, long min = 0, long max = long.MaxValue)
    {
        if (Optional(name, JsonValueKind.Number, "an integer") is not { } node)
        {
            return null;
        }

        return node.AsValue().TryGetValue<long>(out var number) && number >= min && number <= max
            ? number
            : throw Refuse(name, node.ToJsonString(), $"an integer from {min} to {max}");
    }

    /// <exception cref="FormatException">The field is there and neither true nor false.</exception>
    public bool Flag(string name) =>
        Value[name] is not { } node ? false
        : node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.GetValue<bool>()
        : throw Wrong(Path(name), node, "true or false");

    /// <exception cref="FormatException">The field is missing or no object.</exception>
    public JsonFields Object(string name) => OptionalObject(name) ?? throw Missing(name, "an object");

    /// <exception cref="FormatException">The field is there and no object.</exception>
    public JsonFields? OptionalObject(string name) =>
        Optional(name, JsonValueKind.Object, "an object") is { } node ? new JsonFields(node.AsObject(), Path(name)) : null;

    /// <exception cref="FormatException">The field is missing, no array, or an item is no object.</exception>
    public IReadOnlyList<JsonFields> Objects(string name)
    {
        var path = Path(name);
        return [.. Items(name, JsonValueKind.Object, "objects").Select((item, i) => new JsonFields(item.AsObject(), $"{path}[{i}]"))];
    }

    /// <summary>As <see cref="Objects"/>, where an item that is no object is short for one with the field <paramref name="shorthand"/> alone.</summary>
    /// <exception cref="FormatException">The field is missing or no array, or an item is null.</exception>
    public IReadOnlyList<JsonFields> ObjectsOr(string name, string shorthand)
    {
        var path = Path(name);
        var array = Optional(name, JsonValueKind.Array, "an array") ?? throw Missing(name, "an array");
        return [.. array.AsArray().Select((item, i) => new JsonFields(
            item as JsonObject ?? new() { [shorthand] = item?.DeepClone() ?? throw Wrong($"{path}[{i}]", item, "no null") },
            $"{path}[{i}]"))];
    }

    /// <exception cref="FormatException">The field is missing, no array, or an item is no text.</exception>
    public IReadOnlyList<string> Texts(string name) =>
        [.. Items(name, JsonValueKind.String, "texts").Select(item => item.GetValue<string>())];

    /// <summary>Texts that mean something one by one.</summary>
    /// <exception cref="FormatException">The field is missing, no array, or an item is no text or refused by <paramref name="parse"/>.</exception>
    public IReadOnlyList<T> Texts<T>(string name, Func<string, T> parse) =>
        [.. Texts(name).Select((text, i) => Naming($"{Path(name)}[{i}]", () => parse(text)))];

    /// <summary>Texts that mean something together.</summary>
    /// <exception cref="FormatException">The field is no array, an item is no text, or <paramref name="parse"/> refuses them.</exception>
    public T OptionalTexts<T>(string name, Func<IReadOnlyList<string>, T> parse)
    {
        var texts = OptionalTexts(name);
        return Naming(Path(name), () => parse(texts));
    }

    /// <exception cref="FormatException">The field is missing, no array, or an item is no integer or out of range.</exception>
    public IReadOnlyList<long> Integers(string name, long min = 0, long max = long.MaxValue) =>
        [.. Items(name, JsonValueKind.Number, "integers").Select(item => item.GetValue<long>() is var number && number >= min && number <= max
            ? number
            : throw Refuse(name, $"{number} among others", $"integers from {min} to {max}"))];

    /// <summary>As <see cref="Texts"/>, but a missing field is an empty list.</summary>
    public IReadOnlyList<string> OptionalTexts(string name) => Has(name) ? Texts(name) : [];

    /// <summary>A program and its arguments; empty where the field is missing.</summary>
    /// <exception cref="FormatException">The field is no array of texts, or nothing that can be run.</exception>
    public IReadOnlyList<string> OptionalCommand(string name) =>
        !Has(name) ? []
        : Texts(name) is [{ Length: > 0 }, ..] command && command.All(word => !word.Contains('\0', StringComparison.Ordinal)) ? command
        : throw Refuse(name, "not a command", "a program and its arguments");

    /// <summary>For files that people write: a field that nobody reads is a field that somebody misspelt.</summary>
    /// <exception cref="FormatException">There is a field besides <paramref name="known"/>.</exception>
    public void RequireOnly(params ReadOnlySpan<string> known)
    {
        foreach (var name in Names)
        {
            if (!known.Contains(name))
            {
                throw new FieldException(Path(name), $"{Path(name)} is not a field: expected one of {string.Join(", ", known!)}") { IsName = true };
            }
        }
    }

    /// <summary>A refusal that names the field: what was found, and what was expected.</summary>
    public FieldException Refuse(string name, string found, string expected) => new(Path(name), $"{Path(name)} is {found}: expected {expected}");

    private static T Naming<T>(string path, Func<T> parse, bool isName = false)
    {
        try
        {
            return parse();
        }
        catch (FormatException malformed)
        {
            throw new FieldException(path, $"{path}: {malformed.Message}", malformed) { IsName = isName };
        }
    }

    private List<JsonNode> Items(string name, JsonValueKind kind, string kinds)
    {
        var array = Optional(name, JsonValueKind.Array, $"an array of {kinds}") ?? throw Missing(name, $"an array of {kinds}");
        return [.. array.AsArray().Select((item, i) => item?.GetValueKind() == kind ? item : throw Wrong($"{Path(name)}[{i}]", item, $"only {kinds}"))];
    }

    private JsonNode? Optional(string name, JsonValueKind kind, string expected)
    {
        var node = Value[name];
        return node is null || node.GetValueKind() == kind ? node : throw Wrong(Path(name), node, expected);
    }

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private FieldException Missing(string name, string expected) => new(Path(name), $"{Path(name)} is missing: expected {expected}");

    private static FieldException Wrong(string path, JsonNode? node, string expected) => new(path, $"{path} is {Kind(node)}: expected {expected}");

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        null => "null",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };
}
