using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>Reads single fields of a manifest into types, and says which field a refusal is about.</summary>
internal static class ManifestFields
{
    public static void RequireFormat(JsonFields fields) => Require(fields, "format", Manifest.Format);

    /// <summary>The field's text, which can only be <paramref name="expected"/>.</summary>
    public static string Require(JsonFields fields, string name, string expected) =>
        fields.Text(name) is var found && found == expected ? found : throw fields.Refuse(name, $"'{BundlePath.Printable(found)}'", $"'{expected}'");

    public static T Read<T>(JsonFields fields, string name, Func<string, T> parse)
    {
        var text = fields.Text(name);
        try
        {
            return parse(text);
        }
        catch (FormatException malformed)
        {
            throw new FormatException($"{name}: {malformed.Message}", malformed);
        }
    }

    public static T? ReadOptional<T>(JsonFields fields, string name, Func<string, T> parse)
        where T : class => fields.Has(name) ? Read(fields, name, parse) : null;

    /// <summary>The hooks, whose programs are executable files of the tree.</summary>
    public static ReleaseHooks? ReadHooks(JsonFields fields, IReadOnlySet<string> executables)
    {
        var hooks = fields.OptionalObject("hooks") is { } json ? ReleaseHooks.FromJson(json) : null;
        return hooks?.Objection(executables) is { } objection ? throw new FormatException(objection) : hooks;
    }

    /// <summary>All three fields, or none of them for a folder signed in place.</summary>
    public static (string? Name, Sha256Digest? Digest, long Size) ReadPayload(JsonFields fields)
    {
        if (!fields.Has("payload") && !fields.Has("payload_sha256") && !fields.Has("payload_size"))
        {
            return (null, null, 0);
        }

        var name = fields.Text("payload");
        return BundleFolder.CompressionOf(name) is null
            ? throw fields.Refuse("payload", $"'{BundlePath.Printable(name)}'", $"'{BundleFolder.ZstdPayload}' or '{BundleFolder.GzipPayload}'")
            : (name, Read(fields, "payload_sha256", Sha256Digest.Parse), fields.Integer("payload_size", 1, BundleLimits.MaxPayloadBytes));
    }
}
