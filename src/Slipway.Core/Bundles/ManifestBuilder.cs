using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>Makes a manifest from what the publisher says and what was found in the files.</summary>
internal static class ManifestBuilder
{
    /// <param name="description">What the publisher says.</param>
    /// <param name="source">Which files and links there are.</param>
    /// <param name="digests">The digest of each file, in the order of <see cref="PayloadSource.Files"/>.</param>
    /// <param name="payload">The packed files, or null for a folder signed in place.</param>
    public static Manifest Build(BundleDescription description, PayloadSource source, IReadOnlyList<Sha256Digest> digests, PackedPayload? payload)
    {
        var json = Identity(description);
        json["unpacked_size"] = source.UnpackedSize;
        json["files"] = new JsonObject(source.Files.Zip(digests, (file, digest) => Member(file.Path, digest.ToString())));
        json["executables"] = new JsonArray([.. source.Files.Where(file => file.IsExecutable).Select(file => JsonValue.Create(file.Path))]);
        json["links"] = new JsonObject(source.Links.Select(link => Member(link.Key, link.Value)));
        if (payload is not null)
        {
            json["payload"] = payload.Name;
            json["payload_sha256"] = payload.Digest.ToString();
            json["payload_size"] = payload.Size;
        }

        return Manifest.FromJson(new JsonFields(json));
    }

    /// <summary>Refuses, before anything is packed, hooks and health commands that no device would run.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.HookInvalid"/> or <see cref="InputFailure.HealthInvalid"/>.</exception>
    public static void RequirePrograms(BundleDescription description, PayloadSource source)
    {
        var executables = source.Files.Where(file => file.IsExecutable).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        RequireNone(InputFailure.HookInvalid, description.Hooks?.Objection(executables));
        RequireNone(InputFailure.HealthInvalid, description.Health?.Objection(executables));
    }

    private static void RequireNone(InputFailure failure, string? objection)
    {
        if (objection is not null)
        {
            throw new InputException(failure, $"{objection}.")
            {
                Hint = "Add the program to the payload, and make it executable: a script needs its #! line, too.",
            };
        }
    }

    private static JsonObject Identity(BundleDescription description)
    {
        var json = new JsonObject
        {
            ["format"] = Manifest.Format,
            ["bundle_name"] = $"{description.Product}-{description.Version}",
            ["product"] = description.Product.ToString(),
            ["version"] = description.Version.ToString(),
            ["rid"] = description.Runtime.ToString(),
            ["target_arch"] = description.Runtime.TargetArchitecture,
            ["timestamp"] = description.Timestamp,
            ["apply_strategy"] = Manifest.AtomicSwap,
        };
        Add(json, "min_current_version", description.MinCurrentVersion?.ToString());
        Add(json, "rollback_version", description.RollbackVersion?.ToString());
        Add(json, "health", description.Health?.ToJson());
        Add(json, "hooks", description.Hooks?.ToJson());
        return json;
    }

    private static void Add(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static KeyValuePair<string, JsonNode?> Member(string name, string text) => new(name, JsonValue.Create(text));
}
