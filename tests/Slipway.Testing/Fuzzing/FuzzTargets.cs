using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Testing.Fuzzing;

/// <summary>Every reader of signed files, and of what they hold.</summary>
public static class FuzzTargets
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private const string Offer = $$$"""
        {"allow_downgrade_from":["1.4.3","1.4.4-rc1"],"allow_major":true,"channel":"stable","format":"slipway-offer/1",
        "manifest":{"length":700,"path":"releases/1.4.2/linux-arm64/manifest.json","sha256":"{{{Digest}}}","later":1},
        "min_current_version":"1.2.0","min_secure_version":"1.1.0","notes":"better\n\u00e9","product":"edge-agent",
        "promoted_from":{"at":1770000000,"channel":"beta","role_version":7,"later":[]},"reason":"yank","released_at":1770172800,"rid":"linux-arm64",
        "rollback":{"manifest":{"length":600,"path":"releases/1.4.1/linux-arm64/manifest.json","sha256":"{{{Digest}}}"},"version":"1.4.1","later":{}},
        "stepping_stones":[{"manifest":{"length":500,"path":"releases/1.2.0/linux-arm64/manifest.json","sha256":"{{{Digest}}}"},"min_current_version":"1.0.0","version":"1.2.0"}],
        "version":"1.4.2","x-later":{"a":[1]}}
        """;

    private const string Rollout =
        """{"channel":"stable","format":"slipway-rollout/1","not_before":1770000000,"permyriad":2500,"product":"edge-agent","salt":"s","state":"active","version":"1.4.2","x":1}""";

    private const string Manifest = $$$"""
        {"apply_strategy":"atomic_swap","bundle_name":"edge-agent-1.4.2","executables":["bin/agent"],"files":{"bin/agent":"{{{Digest}}}","etc/a.conf":"{{{Digest}}}"},
        "format":"slipway-bundle/1","health":{"conditions":["status == \"healthy\"","metrics.cpu_percent < 95"],"deadline_s":20,"interval_s":1,"url":"http://127.0.0.1:8080/health"},
        "hooks":{"pre_swap":{"command":["bin/agent","--check"],"timeout_s":30},"pre_rollback":{"command":["bin/agent"],"timeout_s":5}},"links":{"lib/current":"../etc/a.conf"},"min_current_version":"1.2.0","payload":"payload.tar.zst","payload_sha256":"{{{Digest}}}","payload_size":1000,
        "product":"edge-agent","rid":"linux-arm64","rollback_version":"1.4.1","target_arch":"aarch64","timestamp":1770000000,"unpacked_size":5000,"version":"1.4.2","x":{"y":1}}
        """;

    private static readonly Ed25519PrivateKey Builder = Ed25519PrivateKey.Generate();

    /// <summary>All of them, by name.</summary>
    public static ImmutableArray<FuzzTarget> All { get; } =
    [
        new("json", [Utf8(Offer), Utf8(Manifest)], file => CanonicalJson.EncodeFile(StrictJson.ParseObject(file))),
        new("offer", [Utf8(Offer)], file => Channels.Offer.Parse(file).ToBytes()),
        new("rollout", [Utf8(Rollout)], file => Channels.Rollout.Parse(file).ToBytes()),
        new("manifest", [Utf8(Manifest)], ReadManifest),
        new("manifest-file", [SignManifest(StrictJson.ParseObject(Utf8(Manifest)))], ReadManifestFile),
        .. MetadataTargets.All,
        .. ArchiveTargets.All,
    ];

    /// <summary>The one of that name.</summary>
    public static FuzzTarget Named(string name) => All.Single(target => target.Name == name);

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] ReadManifest(byte[] manifest)
    {
        var file = SignManifest(StrictJson.ParseObject(manifest));
        return CanonicalJson.EncodeFile(BundleVerifier.VerifyManifest(file, [Builder.PublicKey]).Manifest.ToJson());
    }

    private static byte[] ReadManifestFile(byte[] file)
    {
        BundleVerifier.VerifyManifest(file, [Builder.PublicKey]);
        return file;
    }

    private static byte[] SignManifest(JsonObject manifest) => CanonicalJson.EncodeFile(new JsonObject
    {
        ["manifest"] = manifest,
        ["signature"] = Convert.ToBase64String(Builder.Sign(CanonicalJson.Encode(manifest))),
    });
}
