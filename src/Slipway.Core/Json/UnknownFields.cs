using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.Json;

/// <summary>The fields of an object that this version does not know. They are kept, and written again with those that it knows.</summary>
/// <remarks>Immutable; equal if the fields are.</remarks>
public sealed class UnknownFields : IEquatable<UnknownFields>
{
    private readonly JsonObject _fields;

    private UnknownFields(JsonObject fields) => _fields = fields;

    /// <summary>No such fields.</summary>
    public static UnknownFields None { get; } = new([]);

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _fields.Count == 0;

    /// <summary>The fields of <paramref name="json"/> besides those of these names.</summary>
    public static UnknownFields Of(JsonFields json, params IReadOnlyCollection<string> known)
    {
        var unknown = new JsonObject(json.Value.Where(field => !known.Contains(field.Key)).Select(Clone));
        return unknown.Count == 0 ? None : new UnknownFields(unknown);
    }

    /// <summary>These, and those inside the field <paramref name="name"/>, whose object is known.</summary>
    public UnknownFields And(string name, UnknownFields inside) =>
        inside.IsEmpty ? this : With(name, inside.ToJson());

    /// <summary>These, but the field <paramref name="name"/> has this value, or is gone.</summary>
    public UnknownFields With(string name, JsonNode? value)
    {
        var fields = ToJson();
        fields.Remove(name);
        if (value is not null)
        {
            fields[name] = value;
        }

        return fields.Count == 0 ? None : new UnknownFields(fields);
    }

    /// <summary>To read what this version does know after all, where it is of no concern to other readers.</summary>
    public JsonFields ToFields() => new(ToJson());

    /// <summary>Whether there is something unknown inside the field <paramref name="name"/>.</summary>
    internal bool HasInside(string name) => _fields.ContainsKey(name);

    /// <summary>A copy of the fields.</summary>
    public JsonObject ToJson() => _fields.DeepClone().AsObject();

    /// <inheritdoc/>
    public bool Equals(UnknownFields? other) => other is not null && JsonNode.DeepEquals(_fields, other._fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnknownFields);

    /// <inheritdoc/>
    public override int GetHashCode() => _fields.Count;

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(CanonicalJson.Encode(_fields));

    /// <summary>Adds the fields to an object that has the known ones. What is known is never replaced.</summary>
    internal void AddTo(JsonObject json) => Add(_fields, json);

    private static void Add(JsonObject fields, JsonObject json)
    {
        foreach (var (name, value) in fields)
        {
            if (!json.TryGetPropertyValue(name, out var known))
            {
                json[name] = value?.DeepClone();
            }
            else if (value is JsonObject inside && known is JsonObject knownObject)
            {
                Add(inside, knownObject);
            }
        }
    }

    private static KeyValuePair<string, JsonNode?> Clone(KeyValuePair<string, JsonNode?> field) => new(field.Key, field.Value?.DeepClone());
}
