using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>What a client does not know is signed for like the rest, and decides nothing (TUF §4).</summary>
public sealed class UnknownFieldTests : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public UnknownFieldTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Unknown_fields_are_part_of_what_is_signed()
    {
        await _device.RefreshAsync();
        _repository[Root]["custom-field"] = "value";
        _repository.AddKey(Root, SigningKey.Ed25519().With("extra-field", new JsonObject { ["a"] = 1, ["b"] = 2 }));
        _repository.TrustIn(Root)["another-field"] = "value";
        foreach (var role in (string[])[Targets, Snapshot, Timestamp])
        {
            _repository[role]["x-unknown"] = new JsonArray("x", null, true, new JsonObject());
        }

        _repository.DescriptionOf(Targets)["x-unknown"] = 1;
        _repository.DescriptionOf(Snapshot)["x-unknown"] = 1;
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal("root 2, snapshot 2, targets 2, timestamp 2", _device.Trusted);

        _repository.Publish(Root);
        _repository.Tamper(Root, file => file["signed"]!["custom-field"] = "another value");
        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }

    [Theory]
    [InlineData("keyid_hash_algorithms", "md5")]
    [InlineData("keyid_hash_algorithms", "")]
    [InlineData("keytype2", "rsa")]
    public async Task A_misleading_field_of_a_key_misleads_nobody(string field, string value)
    {
        var key = SigningKey.Ed25519().With(field, value);
        _repository.SetKeys(Snapshot, threshold: 1, [key], [key]);
        _repository.Publish(Root, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 2, targets 1, timestamp 2", _device.Trusted);
    }

    /// <summary>Indented, an old version of the specification, key ids of another make, notes everywhere, roles in the snapshot that nobody delegates to.</summary>
    [Fact]
    public async Task A_repository_in_the_manner_of_other_tools_is_read()
    {
        var key = SigningKey.Ed25519().With("x-keyowner", "@somebody").With("keyid_hash_algorithms", new JsonArray("sha256", "sha512"));
        _repository.AddKey(Root, key);
        _repository.TrustIn(Timestamp)["x-signing-period"] = 1;
        _repository.Delegate(Targets, "registry.example.org", ["registry.example.org/*", "registry.example.org/*/*"], isTerminating: true);
        _repository.AddTarget("registry.example.org", "registry.example.org/keys.json", "keys"u8.ToArray());
        _repository[Snapshot]["meta"]!["root.json"] = new JsonObject { ["version"] = 1, ["length"] = 5297 };
        _repository[Snapshot]["meta"]!["gone.json"] = new JsonObject { ["version"] = 3, ["hashes"] = new JsonObject { ["sha256"] = new string('9', 64) } };
        foreach (var role in (string[])[Root, Targets, Snapshot, Timestamp, "registry.example.org"])
        {
            _repository[role]["spec_version"] = "1.0";
            _repository[role]["x-expiry-period"] = 7300;
        }

        _repository.Publish(Root);
        _repository.PublishTargets();
        foreach (var role in (string[])[Root, Targets, Snapshot, Timestamp, "registry.example.org"])
        {
            _repository.Serve(role, Encoding.UTF8.GetBytes(JsonNode.Parse(_repository.Latest(role))!.ToJsonString(Indented)));
        }

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal(Outcome.Done, await _device.DownloadAsync("registry.example.org/keys.json"));

        Assert.Equal("registry.example.org 1, root 2, snapshot 2, targets 2, timestamp 2", _device.Trusted);
        Assert.Equal(["keys"], _device.Downloads);
    }
}
