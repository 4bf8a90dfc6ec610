using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Tuf;

/// <summary>What every role's signed part has in common (TUF §4.3).</summary>
public abstract record Metadata
{
    /// <summary>The version of the specification that is written. Readers accept every 1.x.</summary>
    public const string SpecVersion = "1.0.34";

    private static readonly string[] CommonFields = ["_type", "spec_version", "version", "expires"];

    /// <summary>The <c>_type</c> of the role.</summary>
    public abstract string Type { get; }

    /// <summary>Counts up from 1 with each signed change.</summary>
    public required long Version { get; init; }

    /// <summary>From this moment on the metadata counts no more. Whole seconds, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Fields that this version does not know. They are kept when the role is signed again.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>Whether something inside the fields that this version knows is unknown to it, too: what no reader of <see cref="Extensions"/> alone sees.</summary>
    public abstract bool HasNestedExtensions { get; }

    /// <summary>Whether the metadata has expired at <paramref name="time"/>; it has at the very moment of its expiry.</summary>
    public bool IsExpiredAt(DateTimeOffset time) => Expires <= time;

    /// <summary>The signed part, ready for <see cref="CanonicalJson"/>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["_type"] = Type,
            ["spec_version"] = SpecVersion,
            ["version"] = Version,
            ["expires"] = IsoTime.Format(Expires),
        };
        WriteTo(json);
        Extensions.AddTo(json);
        return json;
    }

    /// <summary>Adds the role's own fields.</summary>
    protected abstract void WriteTo(JsonObject json);

    /// <exception cref="FormatException">The type is another one, or the specification's major version is not 1.</exception>
    private protected static void RequireType(JsonFields signed, string type)
    {
        if (signed.Text("_type") is var found && found != type)
        {
            throw signed.Refuse("_type", $"'{found}'", $"'{type}'");
        }

        var specification = signed.Text("spec_version");
        if (!specification.StartsWith("1.", StringComparison.Ordinal))
        {
            throw signed.Refuse("spec_version", $"'{specification}'", "1.x");
        }
    }

    private protected static long ReadVersion(JsonFields signed) => signed.Integer("version", min: 1);

    private protected static DateTimeOffset ReadExpires(JsonFields signed)
    {
        var text = signed.Text("expires");
        return IsoTime.TryParse(text, out var time)
            ? time
            : throw signed.Refuse("expires", $"'{text}'", "a time such as 2026-11-21T00:00:00Z");
    }

    private protected static UnknownFields ReadExtensions(JsonFields signed, params ReadOnlySpan<string> known) =>
        UnknownFields.Of(signed, [.. CommonFields, .. known]);
}
