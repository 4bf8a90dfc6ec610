using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>A release named by its bytes: the version, and the manifest's path, digest and length.</summary>
/// <param name="Version">The release's version.</param>
/// <param name="ManifestPath">The target path of its manifest.</param>
/// <param name="ManifestDigest">The SHA-256 digest of its manifest, which pins every byte of the release.</param>
/// <param name="ManifestLength">The manifest's length in bytes.</param>
/// <param name="MinCurrentVersion">The oldest version that may be updated to it directly, or null for any.</param>
public sealed record ReleaseReference(
    SemanticVersion Version, string ManifestPath, Sha256Digest ManifestDigest, long ManifestLength, SemanticVersion? MinCurrentVersion = null)
{
    private const string MinCurrentVersionField = "min_current_version";

    /// <summary>Fields that this version does not know, those of the manifest's object included. They are kept when the offer is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>The path of another file of the same bundle.</summary>
    public string PathOf(string file) => string.Concat(ManifestPath.AsSpan(0, ManifestPath.LastIndexOf('/') + 1), file);

    /// <summary>Reads a release for <paramref name="runtime"/> from an object of its own. Its manifest lies where only the releases role may list it (ATTACKS A12).</summary>
    /// <exception cref="FormatException">A field is missing or of another kind, or the path is not the one of that release.</exception>
    public static ReleaseReference FromJson(JsonFields json, RuntimeId runtime)
    {
        var release = FromFields(json, runtime);
        return release with
        {
            Extensions = UnknownFields.Of(json, "version", "manifest", MinCurrentVersionField).And("manifest", ReadManifestExtensions(json)),
        };
    }

    /// <summary>As <see cref="FromJson"/>, but the object is the offer's, who reads the other fields.</summary>
    /// <exception cref="FormatException">A field is missing or of another kind, or the path is not the one of that release.</exception>
    internal static ReleaseReference FromFields(JsonFields json, RuntimeId runtime)
    {
        var manifest = json.Object("manifest");
        var release = new ReleaseReference(
            SemanticVersion.Parse(json.Text("version")),
            manifest.Text("path"),
            Sha256Digest.Parse(manifest.Text("sha256")),
            manifest.Integer("length", min: 1),
            json.OptionalText(MinCurrentVersionField) is { } oldest ? SemanticVersion.Parse(oldest) : null)
        {
            Extensions = UnknownFields.None.And("manifest", ReadManifestExtensions(json)),
        };
        var expected = ReleasePaths.Bundle(release.Version, runtime, BundleFolder.Manifest);
        return release.ManifestPath == expected ? release : throw manifest.Refuse("path", $"'{release.ManifestPath}'", $"'{expected}'");
    }

    /// <summary>An object with <c>version</c> and <c>manifest</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        WriteTo(json);
        return json;
    }

    internal void WriteTo(JsonObject json)
    {
        json["version"] = Version.ToString();
        json["manifest"] = new JsonObject
        {
            ["path"] = ManifestPath,
            ["sha256"] = ManifestDigest.ToString(),
            ["length"] = ManifestLength,
        };
        if (MinCurrentVersion is not null)
        {
            json[MinCurrentVersionField] = MinCurrentVersion.ToString();
        }

        Extensions.AddTo(json);
    }

    private static UnknownFields ReadManifestExtensions(JsonFields json) => UnknownFields.Of(json.Object("manifest"), "path", "sha256", "length");
}
