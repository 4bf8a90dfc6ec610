using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Testing;

/// <summary>The manifest of archives that tests extract: <c>a</c> and the program <c>b/c</c>, each with <see cref="Content"/>, and the link <c>l</c> to the program.</summary>
public static class ArchiveManifest
{
    /// <summary>What both files hold.</summary>
    public const string Content = "content";

    /// <summary>What both files have together.</summary>
    public const long UnpackedBytes = 2 * 7;

    /// <summary>Of the archive with both files.</summary>
    public static Manifest For(PayloadCompression compression)
    {
        var digest = Sha256Digest.Of(Encoding.UTF8.GetBytes(Content)).ToString();
        return For(compression, UnpackedBytes, new JsonObject { ["a"] = digest, ["b/c"] = digest }, new JsonArray("b/c"), new JsonObject { ["l"] = "b/c" });
    }

    /// <summary>Of another archive.</summary>
    public static Manifest For(PayloadCompression compression, long unpackedBytes, JsonObject files, JsonArray? executables = null, JsonObject? links = null) =>
        Manifest.FromJson(new JsonFields(new JsonObject
        {
            ["format"] = Manifest.Format,
            ["bundle_name"] = "edge-agent-1.4.2",
            ["product"] = "edge-agent",
            ["version"] = "1.4.2",
            ["rid"] = "linux-x64",
            ["target_arch"] = "x86_64",
            ["timestamp"] = 1716979200L,
            ["apply_strategy"] = "atomic_swap",
            ["payload"] = BundleFolder.PayloadName(compression),
            ["payload_sha256"] = new string('0', 64),
            ["payload_size"] = 1L,
            ["unpacked_size"] = unpackedBytes,
            ["files"] = files,
            ["executables"] = executables,
            ["links"] = links,
        }));
}
