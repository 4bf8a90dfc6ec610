using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Core.Tests.Bundles;

public sealed class ManifestTests
{
    private static readonly string Digest = new('a', 64);

    public static TheoryData<string, Action<JsonObject>, string> Refusals => new()
    {
        { "another format", json => json["format"] = "slipway-bundle/2", "format is 'slipway-bundle/2'" },
        { "a foreign name", json => json["bundle_name"] = "other-1.4.2", "bundle_name" },
        { "no product", json => json.Remove("product"), "product is missing" },
        { "an odd product", json => json["product"] = "Edge Agent", "product: 'Edge Agent' is not a name" },
        { "an odd version", json => json["version"] = "1.4", "version: '1.4' is not a version" },
        { "no Linux", json => json["rid"] = "win-x64", "rid: 'win-x64'" },
        { "another processor", json => json["target_arch"] = "x86_64", "target_arch is 'x86_64': expected 'aarch64'" },
        { "a time before time", json => json["timestamp"] = -1L, "timestamp is -1" },
        { "an odd minimum", json => json["min_current_version"] = "one", "min_current_version" },
        { "a payload of another name", json => json["payload"] = "../payload.tar.zst", "payload is" },
        { "half a payload", json => json.Remove("payload_sha256"), "payload_sha256 is missing" },
        { "an empty payload", json => json["payload_size"] = 0L, "payload_size is 0" },
        { "no files", json => json["files"] = new JsonObject(), "files has 0 entries" },
        { "an odd digest", json => json["files"]!["a"] = "AA", "a: 'AA' is not a digest" },
        { "a path that leaves", json => json["files"]!["../x"] = Digest, "'..'" },
        { "names equal but for case", json => json["files"]!["A"] = Digest, "cannot be in one tree" },
        { "folders equal but for case", json => json["files"]!["BIN/x"] = Digest, "cannot be in one tree" },
        { "a file that is a folder, too", json => json["files"]!["a/b"] = Digest, "cannot be in one tree" },
        { "a folder that is a file, too", json => json["files"]!["bin"] = Digest, "cannot be in one tree" },
        { "an executable that is no file", json => json["executables"] = new JsonArray("b"), "executables" },
        { "an executable twice", json => json["executables"] = new JsonArray("a", "a"), "executables" },
        { "a link that leaves", json => json["links"]!["l"] = "../x", "leaves the tree" },
        { "a link that leaves from a folder", json => json["links"]!["bin/l"] = "../../x", "leaves the tree" },
        { "an absolute link", json => json["links"]!["l"] = "/etc/passwd", "relative" },
        { "a link that goes up in the middle", json => json["links"]!["l"] = "bin/../x", "at the start only" },
        { "a link in a file's place", json => json["links"]!["a"] = "bin", "cannot be in one tree" },
        { "a hook of an unknown kind", json => json["hooks"] = Hooks("pre_flight", 5, "bin/run"), "hooks.pre_flight is not a field" },
        { "a hook with an unknown field", json => (json["hooks"] = Hooks("pre_swap", 5, "bin/run"))["pre_swap"]!["shell"] = true, "hooks.pre_swap.shell is not a field" },
        { "a hook that is a text", json => json["hooks"] = new JsonObject { ["pre_swap"] = "bin/run" }, "hooks.pre_swap is a text" },
        { "a hook without a program", json => json["hooks"] = Hooks("pre_swap", 5), "hooks.pre_swap.command is a list of 0" },
        { "a hook that is no executable", json => json["hooks"] = Hooks("pre_swap", 5, "a"), "hooks.pre_swap runs 'a'" },
        { "a hook outside the tree", json => json["hooks"] = Hooks("pre_swap", 5, "/bin/sh", "-c", "true"), "beginning with '/bin/sh'" },
        { "a hook that climbs", json => json["hooks"] = Hooks("pre_swap", 5, "../bin/run"), "beginning with '../bin/run'" },
        { "a hook with a NUL", json => json["hooks"] = Hooks("pre_swap", 5, "bin/run", "a\0b"), "without NUL" },
        { "a hook without a timeout", json => Hook(json, "pre_swap").Remove("timeout_s"), "hooks.pre_swap.timeout_s is missing" },
        { "a hook without time", json => json["hooks"] = Hooks("pre_swap", 0, "bin/run"), "from 1 to 600" },
        { "a pre_swap that holds up updates", json => json["hooks"] = Hooks("pre_swap", 601, "bin/run"), "from 1 to 600" },
        { "a post_swap longer than a trial", json => json["hooks"] = Hooks("post_swap", 21, "bin/run"), "from 1 to 20" },
        { "a pre_rollback that keeps a bad release", json => json["hooks"] = Hooks("pre_rollback", 6, "bin/run"), "from 1 to 5" },
        { "a file below a link", json => json["links"]!["bin"] = "lib", "cannot be in one tree" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void T2_T6_T7_a_manifest_that_no_tree_can_fit_is_refused(string situation, Action<JsonObject> change, string because)
    {
        var json = Valid();
        change(json);

        var refusal = Assert.ThrowsAny<FormatException>(() => Manifest.FromJson(new JsonFields(json)));

        Assert.True(refusal.Message.Contains(because, StringComparison.Ordinal), $"{situation}: {refusal.Message}");
    }

    [Fact]
    public void A08_B03_every_field_is_read_and_unknown_ones_are_kept()
    {
        var json = Valid();
        json["added_later"] = 1L;

        var manifest = Manifest.FromJson(new JsonFields(json));

        Assert.Equal("edge-agent-1.4.2", manifest.BundleName);
        Assert.Equal("aarch64", manifest.TargetArchitecture);
        Assert.Equal("1.2.0", manifest.MinCurrentVersion?.ToString());
        Assert.Equal("1.4.1", manifest.RollbackVersion?.ToString());
        Assert.Equal("atomic_swap", manifest.ApplyStrategy);
        Assert.Equal(["a", "bin/run"], manifest.Files.Keys);
        Assert.Equal(["bin/run"], manifest.Executables);
        Assert.Equal("bin/run", manifest.Links["start"]);
        Assert.Equal(CanonicalJson.Encode(json), CanonicalJson.Encode(manifest.ToJson()));
    }

    [Fact]
    public void A06_a_manifest_without_a_payload_describes_a_folder()
    {
        var json = Valid();
        json.Remove("payload");
        json.Remove("payload_sha256");
        json.Remove("payload_size");

        var manifest = Manifest.FromJson(new JsonFields(json));

        Assert.Null(manifest.Payload);
        Assert.Null(manifest.PayloadDigest);
    }

    [Fact]
    public void Hooks_are_read_and_written_alike()
    {
        var json = Valid();
        json["hooks"] = Hooks("post_swap", 20, "bin/run", "--migrate", "");

        var hooks = Manifest.FromJson(new JsonFields(json)).Hooks!;

        Assert.Equal(["bin/run", "--migrate", ""], hooks.Find(HookKind.PostSwap)!.Command);
        Assert.Equal(TimeSpan.FromSeconds(20), hooks.Find(HookKind.PostSwap)!.Timeout);
        Assert.Null(hooks.Find(HookKind.PreSwap));
        Assert.True(JsonNode.DeepEquals(json["hooks"], hooks.ToJson()));
    }

    private static JsonObject Hooks(string name, long seconds, params string[] command) =>
        new() { [name] = new JsonObject { ["command"] = new JsonArray([.. command.Select(part => JsonValue.Create(part))]), ["timeout_s"] = seconds } };

    private static JsonObject Hook(JsonObject manifest, string name)
    {
        manifest["hooks"] = Hooks(name, 5, "bin/run");
        return manifest["hooks"]![name]!.AsObject();
    }

    private static JsonObject Valid() => StrictJson.ParseObject(Encoding.UTF8.GetBytes($$"""
        {
          "format": "slipway-bundle/1", "bundle_name": "edge-agent-1.4.2", "product": "edge-agent", "version": "1.4.2", "rid": "linux-arm64",
          "target_arch": "aarch64", "timestamp": 1716979200, "min_current_version": "1.2.0", "rollback_version": "1.4.1", "apply_strategy": "atomic_swap",
          "payload": "payload.tar.zst", "payload_sha256": "{{Digest}}", "payload_size": 10, "unpacked_size": 20,
          "files": { "bin/run": "{{Digest}}", "a": "{{Digest}}" }, "executables": ["bin/run"], "links": { "start": "bin/run" }
        }
        """));
}
