using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Core.Tests.Channels;

public sealed class OfferTests
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    private static readonly byte[] Full = Encoding.UTF8.GetBytes($$"""
        {"allow_downgrade_from":["1.4.3","1.4.4-rc1"],"allow_major":true,"channel":"stable","display_name":"Spring 2026","emergency":true,
        "evidence":[{"at":1770172800,"limit":"2d","outcome":"skipped","rule":"bake","value":"3 h"},{"at":1770172801,"outcome":"passed","rule":"gate/crash-rate"}],"format":"slipway-offer/1",
        "manifest":{"length":700,"path":"releases/1.4.2/linux-arm64/manifest.json","sha256":"{{Digest}}"},
        "min_current_version":"1.2.0","min_secure_version":"1.1.0","notes":"better","product":"edge-agent",
        "promoted_from":{"at":1770000000,"channel":"beta","role_version":7},"reason":"yank","released_at":1770172800,"rid":"linux-arm64",
        "rollback":{"manifest":{"length":600,"path":"releases/1.4.1/linux-arm64/manifest.json","sha256":"{{Digest}}"},"version":"1.4.1"},
        "stepping_stones":[{"manifest":{"length":500,"path":"releases/1.2.0/linux-arm64/manifest.json","sha256":"{{Digest}}"},"min_current_version":"1.0.0","version":"1.2.0"}],
        "version":"1.4.2"}
        """);

    [Fact]
    public void Every_field_is_read()
    {
        var offer = Offer.Parse(Full);

        Assert.Equal("edge-agent", offer.Product.ToString());
        Assert.Equal("stable", offer.Channel.ToString());
        Assert.Equal("linux-arm64", offer.Runtime.ToString());
        Assert.Equal(Reference("1.4.2", 700) with { MinCurrentVersion = SemanticVersion.Parse("1.2.0") }, offer.Release);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770172800), offer.ReleasedAt);
        Assert.Equal(new Promotion(ChannelName.Parse("beta"), 7, DateTimeOffset.FromUnixTimeSeconds(1770000000)), offer.PromotedFrom);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770000000), offer.BakingSince);
        Assert.Equal(Reference("1.4.1", 600), offer.Rollback);
        Assert.Equal([Reference("1.2.0", 500) with { MinCurrentVersion = SemanticVersion.Parse("1.0.0") }], offer.SteppingStones);
        Assert.Equal("1.1.0", offer.MinSecureVersion!.ToString());
        Assert.Equal(["1.4.3", "1.4.4-rc1"], offer.AllowDowngradeFrom.Select(version => version.ToString()));
        Assert.True(offer.AllowsMajor);
        Assert.Equal(("yank", "better", "Spring 2026", true), (offer.Reason, offer.Notes, offer.DisplayName, offer.IsEmergency));
        Assert.Equal(
            [
                new RuleEvidence("bake", RuleOutcome.Skipped, DateTimeOffset.FromUnixTimeSeconds(1770172800)) { Value = "3 h", Limit = "2d" },
                new RuleEvidence("gate/crash-rate", RuleOutcome.Passed, DateTimeOffset.FromUnixTimeSeconds(1770172801)),
            ],
            offer.Evidence);
        Assert.True(offer.Extensions.IsEmpty);
    }

    [Fact]
    public void What_is_read_is_written_in_the_same_way()
    {
        Assert.Equal(CanonicalJson.Encode(StrictJson.ParseObject(Full)), Offer.Parse(Full).ToBytes());
    }

    [Fact]
    public void What_may_be_left_out_is_left_out()
    {
        var offer = Offer.Parse(Changed(json =>
        {
            foreach (var name in (string[])["promoted_from", "rollback", "stepping_stones", "min_secure_version", "min_current_version", "allow_downgrade_from", "allow_major", "reason", "notes", "emergency", "display_name", "evidence"])
            {
                json.Remove(name);
            }
        }));

        Assert.False(offer.AllowsMajor);
        Assert.False(offer.IsEmergency);
        Assert.Empty(offer.AllowDowngradeFrom);
        Assert.Empty(offer.Evidence);
        Assert.Equal(offer.ReleasedAt, offer.BakingSince);
        Assert.Equivalent(offer, Offer.Parse(offer.ToBytes()), strict: true);
    }

    [Fact]
    public void Notes_may_have_lines()
    {
        var offer = Offer.Parse(Full) with { Notes = "one\n\ttwo\r\n\u0001\"\\" };

        Assert.Equal(offer.Notes, Offer.Parse(offer.ToBytes()).Notes);
    }

    [Fact]
    public void Fields_of_a_later_version_are_kept()
    {
        var bytes = Changed(json => json["deltas"] = new JsonObject { ["from"] = new JsonArray("1.4.1") });

        var offer = Offer.Parse(bytes) with { Notes = "changed" };

        Assert.Equal("""{"from":["1.4.1"]}""", StrictJson.ParseObject(offer.ToBytes())["deltas"]!.ToJsonString());
    }

    [Fact]
    public void Fields_of_a_later_version_are_kept_in_all_that_an_offer_names()
    {
        var bytes = Changed(json =>
        {
            foreach (var named in new[] { json["promoted_from"], json["rollback"], json["rollback"]!["manifest"], json["stepping_stones"]![0], json["manifest"] })
            {
                named!["later"] = true;
            }
        });

        Assert.Equal(bytes, Offer.Parse(bytes).ToBytes());
    }

    [Fact]
    public void The_least_that_a_number_may_be_is_one()
    {
        var bytes = Changed(json =>
        {
            json["promoted_from"]!["role_version"] = 1L;
            json["manifest"]!["length"] = 1L;
        });

        var offer = Offer.Parse(bytes);

        Assert.Equal((1, 1), (offer.PromotedFrom!.RoleVersion, offer.Release.ManifestLength));
    }

    [Theory]
    [InlineData("passed", RuleOutcome.Passed)]
    [InlineData("failed", RuleOutcome.Failed)]
    [InlineData("missing", RuleOutcome.Missing)]
    [InlineData("skipped", RuleOutcome.Skipped)]
    public void Evidence_is_read_and_written_with_what_a_later_version_adds_to_it(string text, RuleOutcome outcome)
    {
        var bytes = Changed(json => json["evidence"] = new JsonArray(new JsonObject { ["rule"] = "soak", ["outcome"] = text, ["at"] = 1L, ["asked_by"] = "ci" }));

        var offer = Offer.Parse(bytes);

        Assert.Equal((outcome, "soak"), (Assert.Single(offer.Evidence).Outcome, offer.Evidence[0].Rule));
        Assert.Equal(bytes, offer.ToBytes());
    }

    [Theory]
    [InlineData("format", "\"slipway-offer/2\"", "format is 'slipway-offer/2': expected 'slipway-offer/1'")]
    [InlineData("format", null, "format is missing")]
    [InlineData("product", "\"Edge Agent\"", "not a name")]
    [InlineData("channel", "\"rollout\"", "not a channel name")]
    [InlineData("rid", "\"win-x64\"", "win-x64")]
    [InlineData("version", "\"1.4\"", "1.4")]
    [InlineData("version", "\"1.4.2+build\"", "1.4.2+build")]
    [InlineData("manifest", null, "manifest is missing")]
    [InlineData("manifest", "{\"length\":0,\"path\":\"x\",\"sha256\":\"" + Digest + "\"}", "manifest.length")]
    [InlineData("manifest", "{\"length\":1,\"path\":\"x\",\"sha256\":\"00\"}", "digest")]
    [InlineData("manifest", "{\"length\":1,\"sha256\":\"" + Digest + "\"}", "manifest.path is missing")]
    [InlineData("released_at", "-1", "released_at")]
    [InlineData("released_at", "253402300800", "released_at")]
    [InlineData("released_at", "\"2026-01-01\"", "released_at")]
    [InlineData("promoted_from", "{\"at\":1,\"channel\":\"beta\",\"role_version\":0}", "promoted_from.role_version")]
    [InlineData("rollback", "{\"version\":\"1.4.1\"}", "rollback.manifest is missing")]
    [InlineData("stepping_stones", "[{}]", "stepping_stones[0]")]
    [InlineData("min_secure_version", "\"x\"", "'x'")]
    [InlineData("allow_downgrade_from", "\"1.4.3\"", "allow_downgrade_from")]
    [InlineData("allow_major", "1", "allow_major is a number: expected true or false")]
    [InlineData("emergency", "\"true\"", "emergency is a text: expected true or false")]
    [InlineData("reason", "7", "reason is a number: expected text")]
    [InlineData("display_name", "[\"a\"]", "display_name is an array: expected text")]
    [InlineData("evidence", "{}", "evidence is an object")]
    [InlineData("evidence", "[\"bake\"]", "evidence")]
    [InlineData("evidence", "[{\"outcome\":\"passed\",\"at\":1}]", "evidence[0].rule is missing")]
    [InlineData("evidence", "[{\"rule\":\"bake\",\"outcome\":\"Passed\",\"at\":1}]", "evidence[0].outcome is 'Passed'")]
    [InlineData("evidence", "[{\"rule\":\"bake\",\"outcome\":\"passed\"}]", "evidence[0].at is missing")]
    [InlineData("evidence", "[{\"rule\":\"bake\",\"outcome\":\"passed\",\"at\":253402300800}]", "evidence[0].at")]
    [InlineData("evidence", "[{\"rule\":\"bake\",\"outcome\":\"passed\",\"at\":1,\"value\":3}]", "evidence[0].value is a number")]
    public void A16_an_offer_that_cannot_be_understood_whole_is_refused(string field, string? value, string because)
    {
        var bytes = Changed(json =>
        {
            json.Remove(field);
            if (value is not null)
            {
                json[field] = StrictJson.ParseObject(Encoding.UTF8.GetBytes($$"""{"v":{{value}}}"""))["v"]!.DeepClone();
            }
        });

        var refusal = Assert.ThrowsAny<FormatException>(() => Offer.Parse(bytes));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest", "stable/linux-arm64/manifest.json")]
    [InlineData("manifest", "releases/1.4.1/linux-arm64/manifest.json")]
    [InlineData("manifest", "releases/1.4.2/linux-x64/manifest.json")]
    [InlineData("manifest", "releases/1.4.2/linux-arm64/signature.sig")]
    [InlineData("rollback.manifest", "stable/linux-arm64/manifest.json")]
    [InlineData("stepping_stones[0].manifest", "stable/linux-arm64/manifest.json")]
    public void A12_a_manifest_that_lies_elsewhere_than_its_release_is_refused(string field, string path)
    {
        var bytes = Changed(json =>
        {
            var release = field.Split('.')[0] switch
            {
                "rollback" => json["rollback"]!,
                "stepping_stones[0]" => json["stepping_stones"]![0]!,
                _ => json,
            };
            release["manifest"]!["path"] = path;
        });

        var refusal = Assert.ThrowsAny<FormatException>(() => Offer.Parse(bytes));

        Assert.Contains($"{field}.path is '{path}': expected 'releases/1.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_files_of_a_release_lie_beside_its_manifest() =>
        Assert.Equal("releases/1.4.2/linux-arm64/payload.tar.zst", Reference("1.4.2", 1).PathOf("payload.tar.zst"));

    [Fact]
    public void Every_path_is_covered_by_the_delegation_of_its_role()
    {
        var runtime = RuntimeId.Parse("linux-arm64");

        Assert.Equal("releases/1.4.2/linux-arm64/manifest.json", ReleasePaths.Bundle(SemanticVersion.Parse("1.4.2"), runtime, "manifest.json"));
        Assert.Equal("beta/linux-arm64.json", ReleasePaths.Offer(ChannelName.Parse("beta"), runtime));
        Assert.Equal("rollout/beta.json", ReleasePaths.Rollout(ChannelName.Parse("beta")));
    }

    private static ReleaseReference Reference(string version, long length) =>
        new(SemanticVersion.Parse(version), $"releases/{version}/linux-arm64/manifest.json", Sha256Digest.Parse(Digest), length);

    private static byte[] Changed(Action<JsonObject> change)
    {
        var json = StrictJson.ParseObject(Full);
        change(json);
        return CanonicalJson.Encode(json);
    }
}
