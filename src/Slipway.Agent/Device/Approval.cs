using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Agent.Device;

/// <summary>How an installed tree was approved: by which builder keys, and as which manifest.</summary>
/// <remarks>Kept so that the tree can be verified where it lies, also after the builder's key was rotated.</remarks>
/// <param name="Version">The version.</param>
/// <param name="ManifestDigest">The digest of its manifest, which the offer pinned.</param>
/// <param name="BuilderKeys">The keys that the repository named for releases on that day.</param>
/// <param name="At">When it was approved.</param>
public sealed record Approval(
    SemanticVersion Version, Sha256Digest ManifestDigest, ImmutableArray<VerificationKey> BuilderKeys, DateTimeOffset At)
{
    internal const string Format = "slipway-installed/1";

    internal static Approval FromJson(JsonFields json) => new(
        SemanticVersion.Parse(json.Text("version")),
        Sha256Digest.Parse(json.Text("manifest_sha256")),
        [.. json.Objects("builder_keys").Select(VerificationKey.FromJson)],
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())));

    internal JsonObject ToJson() => new()
    {
        ["version"] = Version.ToString(),
        ["manifest_sha256"] = ManifestDigest.ToString(),
        ["builder_keys"] = new JsonArray([.. BuilderKeys.Select(key => key.ToJson())]),
        ["at"] = At.ToUnixTimeSeconds(),
    };
}
