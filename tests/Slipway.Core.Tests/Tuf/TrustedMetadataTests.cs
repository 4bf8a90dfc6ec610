using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

/// <summary>What is trusted, from bytes and a time alone.</summary>
public sealed class TrustedMetadataTests
{
    private readonly RepositorySimulator _repository = new();

    [Fact]
    public void An_honest_set_is_trusted()
    {
        var trusted = Start();

        OfferAll(trusted);

        Assert.Equal((1, 1, 1, 1), (trusted.Root.Version, trusted.Timestamp!.Version, trusted.Snapshot!.Version, trusted.Targets!.Version));
        Assert.Equal(RepositorySimulator.Time, trusted.Timestamp.SignedAt);
    }

    [Fact]
    public void A_root_chain_is_followed_when_old_and_new_keys_sign()
    {
        var trusted = Start();
        for (var version = 2; version < 5; version++)
        {
            _repository.Keys.Rotate("root");
            trusted.UpdateRoot(_repository.PublishRoot());
        }

        Assert.Equal(4, trusted.Root.Version);
        Assert.True(trusted.Root.Roles["root"].HasSameKeys(_repository.Keys.PublicHalf("root")));
    }

    [Fact]
    public void A_root_that_only_its_own_keys_signed_is_refused()
    {
        var trusted = Start();
        _repository.Keys.Rotate("root");

        AssertRefused(TrustFailure.ThresholdNotMet, "root", () => trusted.UpdateRoot(NextRoot(_repository.Keys["root"])));

        Assert.Equal(1, trusted.Root.Version);
    }

    [Fact]
    public void A_root_that_only_the_old_keys_signed_is_refused()
    {
        var trusted = Start();
        var old = _repository.Keys["root"];
        _repository.Keys.Rotate("root");

        AssertRefused(TrustFailure.ThresholdNotMet, "root", () => trusted.UpdateRoot(NextRoot(old)));
    }

    [Fact]
    public void A11_one_of_three_stolen_root_keys_signs_no_root()
    {
        var trusted = Start();

        AssertRefused(TrustFailure.ThresholdNotMet, "root", () => trusted.UpdateRoot(NextRoot(_repository.Keys["root"][0])));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void A_root_that_is_not_the_next_version_is_refused(long version)
    {
        var trusted = Start();
        _repository.Root = _repository.Root with { Version = version };

        AssertRefused(TrustFailure.VersionMismatch, "root", () => trusted.UpdateRoot(_repository.Write("root", _repository.Root)));

        Assert.Equal(1, trusted.Root.Version);
    }

    [Fact]
    public void A_trust_anchor_that_its_own_keys_did_not_sign_is_refused() => AssertRefused(
        TrustFailure.ThresholdNotMet, "root", () => TrustedMetadata.StartFrom(RepositorySimulator.Sign(_repository.Root.ToJson()), RepositorySimulator.Time));

    [Fact]
    public void An_expired_root_on_the_way_to_a_current_one_is_followed()
    {
        _repository.Root = _repository.Root with { Expires = RepositorySimulator.In(-1) };
        var expired = _repository.PublishRoot();
        _repository.Root = _repository.Root with { Expires = RepositorySimulator.In(1) };
        var trusted = Start();

        trusted.UpdateRoot(expired);
        trusted.UpdateRoot(_repository.PublishRoot());
        OfferAll(trusted);

        Assert.NotNull(trusted.Targets);
    }

    public static TheoryData<string, string, string?> Malformations => new()
    {
        { "root", "_type", "\"timestamp\"" },
        { "root", "spec_version", "\"2.0.0\"" },
        { "root", "version", null },
        { "root", "keys", null },
        { "root", "roles/root/threshold", "0" },
        { "root", "roles/timestamp/threshold", "0" },
        { "root", "roles/timestamp/threshold", "-1" },
        { "root", "roles/timestamp", null },
        { "root", "roles/timestamp/keyids", "[\"a\",\"a\"]" },
        { "root", "consistent_snapshot", "1" },
        { "timestamp", "_type", "\"snapshot\"" },
        { "timestamp", "_type", null },
        { "timestamp", "spec_version", "\"2.0\"" },
        { "timestamp", "spec_version", "\"11.0\"" },
        { "timestamp", "spec_version", "1" },
        { "timestamp", "spec_version", null },
        { "timestamp", "version", "0" },
        { "timestamp", "version", "-1" },
        { "timestamp", "version", "\"2\"" },
        { "timestamp", "expires", null },
        { "timestamp", "expires", "\"2026-13-01T00:00:00Z\"" },
        { "timestamp", "expires", "\"2027-01-01T00:00:00+00:00\"" },
        { "timestamp", "expires", "\"2027-01-01\"" },
        { "timestamp", "expires", "1893456000" },
        { "timestamp", "meta", null },
        { "timestamp", "meta/snapshot.json", null },
        { "timestamp", "meta/snapshot.json/version", "0" },
        { "timestamp", "meta/snapshot.json/length", "0" },
        { "timestamp", "meta/snapshot.json/hashes/sha256", "\"00\"" },
        { "timestamp", "x-signed-at", "253402300800" },
        { "snapshot", "_type", "\"timestamp\"" },
        { "snapshot", "spec_version", "\"0.9\"" },
        { "snapshot", "meta", null },
        { "snapshot", "meta/stable.json", "1" },
        { "snapshot", "meta/stable.json/version", "-3" },
        { "targets", "_type", "\"snapshot\"" },
        { "targets", "spec_version", "\"2.1\"" },
        { "targets", "targets", null },
        { "targets", "targets/x", "{\"length\":-1,\"hashes\":{\"sha256\":\"" + Hex64 + "\"}}" },
        { "targets", "targets/x", "{\"length\":1,\"hashes\":{\"sha512\":\"00\"}}" },
        { "targets", "targets/x", "{\"length\":1}" },
        { "targets", "delegations/keys", null },
        { "targets", "delegations/roles", "{}" },
        { "targets", "delegations/roles/0/name", "\"root\"" },
        { "targets", "delegations/roles/0/name", "\"snapshot\"" },
        { "targets", "delegations/roles/0/name", "\"\"" },
        { "targets", "delegations/roles/0/name", "\"canary\"" },
        { "targets", "delegations/roles/0/paths", null },
        { "targets", "delegations/roles/0/path_hash_prefixes", "[\"0\"]" },
        { "targets", "delegations/roles/0/threshold", "0" },
        { "targets", "delegations/roles/0/terminating", "\"yes\"" },
    };

    private const string Hex64 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Theory]
    [MemberData(nameof(Malformations))]
    public void J2_what_is_rightly_signed_and_malformed_is_refused(string role, string field, string? value)
    {
        _repository.BeforeSigning = (signing, signed) =>
        {
            if (signing == role)
            {
                Set(signed, field, value);
            }
        };
        var root = _repository.PublishRoot();
        _repository.Publish();
        var trusted = Start();

        AssertRefused(TrustFailure.Malformed, role, () =>
        {
            trusted.UpdateRoot(root);
            OfferAll(trusted);
        });
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.0")]
    [InlineData("1.99.7")]
    public void Every_specification_of_major_version_1_is_read(string specification)
    {
        _repository.BeforeSigning = (_, signed) => signed["spec_version"] = specification;
        _repository.Publish();

        OfferAll(Start());
    }

    [Fact]
    public void A10_an_older_timestamp_is_refused_and_the_newer_one_stays()
    {
        var old = _repository.PublishTimestamp();
        _repository.Publish();
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.Files["metadata/timestamp.json"]);

        var refusal = AssertRefused(TrustFailure.Rollback, "timestamp", () => trusted.UpdateTimestamp(old));

        Assert.Equal("The timestamp metadata has version 1, but 2 was trusted already.", refusal.Message);
        Assert.Equal(2, trusted.Timestamp!.Version);
    }

    [Fact]
    public void The_trusted_timestamp_again_changes_nothing()
    {
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.PublishTimestamp());
        var before = trusted.Timestamp;

        _repository.Timestamp = _repository.Timestamp with { Snapshot = new MetadataFile(99, null, null) };
        trusted.UpdateTimestamp(_repository.PublishTimestamp());

        Assert.Same(before, trusted.Timestamp);
    }

    [Fact]
    public void A10_a_newer_timestamp_that_names_an_older_snapshot_is_refused()
    {
        _repository.Publish();
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.Files["metadata/timestamp.json"]);
        _repository.Timestamp = _repository.Timestamp with { Version = 3, Snapshot = new MetadataFile(1, null, null) };

        AssertRefused(TrustFailure.Rollback, "snapshot", () => trusted.UpdateTimestamp(_repository.PublishTimestamp()));

        Assert.Equal(2, trusted.Timestamp!.Version);
    }

    [Theory]
    [InlineData("stable", "stable")]
    [InlineData("targets", "targets")]
    public void A10_a_newer_snapshot_with_an_older_role_is_refused(string role, string subject)
    {
        var (trusted, newer) = StartWithOldSnapshot(snapshot =>
            snapshot with { Files = snapshot.Files.SetItem($"{role}.json", snapshot.Files[$"{role}.json"] with { Version = 1 }) });

        AssertRefused(TrustFailure.Rollback, subject, () => trusted.UpdateSnapshot(newer));
    }

    [Fact]
    public void A10_a_newer_snapshot_from_which_a_role_is_gone_is_refused()
    {
        var (trusted, newer) = StartWithOldSnapshot(snapshot => snapshot with { Files = snapshot.Files.Remove("rollout.json") });

        AssertRefused(TrustFailure.Rollback, "rollout", () => trusted.UpdateSnapshot(newer));
    }

    [Fact]
    public void A_superseded_snapshot_serves_for_the_comparison_and_for_nothing_else()
    {
        var old = _repository.Files["metadata/1.snapshot.json"];
        _repository.Publish();
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.Files["metadata/timestamp.json"]);

        AssertRefused(TrustFailure.VersionMismatch, "snapshot", () => trusted.UpdateSnapshot(old, isSuperseded: true));
        AssertRefused(TrustFailure.VersionMismatch, "snapshot", () => trusted.UpdateTargets(_repository.Files["metadata/1.targets.json"]));
    }

    [Fact]
    public void A9_a_snapshot_other_than_the_one_that_the_timestamp_names_is_refused()
    {
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.Files["metadata/timestamp.json"]);
        _repository.Snapshot = _repository.Snapshot with { Expires = RepositorySimulator.In(6) };

        AssertRefused(TrustFailure.DigestMismatch, "snapshot", () => trusted.UpdateSnapshot(_repository.Write("snapshot", _repository.Snapshot)));
    }

    [Theory]
    [InlineData(true, false, TrustFailure.LengthMismatch)]
    [InlineData(false, true, TrustFailure.DigestMismatch)]
    [InlineData(false, false, TrustFailure.VersionMismatch)]
    public void A9_an_old_role_beside_a_new_snapshot_is_refused(bool hasLength, bool hasDigest, TrustFailure failure)
    {
        var old = _repository.Files["metadata/1.targets.json"];
        _repository.AddTarget("targets", "new", [1]);
        _repository.PublishRoles();
        var described = _repository.Snapshot.Files["targets.json"];
        _repository.Snapshot = _repository.Snapshot with
        {
            Files = _repository.Snapshot.Files.SetItem(
                "targets.json", new MetadataFile(2, hasLength ? described.Length : null, hasDigest ? described.Hashes : null)),
        };
        _repository.PublishSnapshot();
        _repository.PublishTimestamp();
        var trusted = Start();
        OfferSnapshot(trusted);

        AssertRefused(failure, "targets", () => trusted.UpdateTargets(old));

        Assert.Null(trusted.Targets);
    }

    [Fact]
    public void A17_a_role_is_trusted_only_on_the_word_of_the_delegation_that_was_followed()
    {
        var trusted = Start();
        OfferAll(trusted);
        var strangers = new DelegatedRole(new RoleKeys("beta", [Ed25519PrivateKey.Generate().PublicKey], 1), new PathPattern("beta/*"));
        var bytes = _repository.Files["metadata/1.beta.json"];

        trusted.UpdateDelegatedRole(bytes, trusted.Targets!.Delegations.Single(delegation => delegation.Name == "beta"));

        AssertRefused(TrustFailure.ThresholdNotMet, "beta", () => trusted.UpdateDelegatedRole(bytes, strangers));
    }

    [Fact]
    public void A_role_that_the_snapshot_does_not_name_is_refused()
    {
        var trusted = Start();
        OfferAll(trusted);

        AssertRefused(TrustFailure.TargetNotFound, "nightly", () => trusted.DescriptionOf("nightly"));
    }

    [Fact]
    public void A_publisher_reads_what_has_expired()
    {
        var trusted = TrustedMetadata.StartFromIgnoringExpiryUnsafe(_repository.TrustAnchor);
        _repository.Timestamp = _repository.Timestamp with { Expires = DateTimeOffset.UnixEpoch };
        _repository.Publish();

        OfferAll(trusted);

        Assert.NotNull(trusted.Targets);
    }

    [Fact]
    public void Metadata_out_of_order_is_a_bug_and_no_refusal()
    {
        Assert.Throws<InvalidOperationException>(() => Start().UpdateSnapshot(_repository.Files["metadata/1.snapshot.json"]));
        Assert.Throws<InvalidOperationException>(() => Start().UpdateTargets(_repository.Files["metadata/1.targets.json"]));

        var trusted = Start();
        OfferAll(trusted);
        Assert.Throws<InvalidOperationException>(() => trusted.UpdateRoot(_repository.PublishRoot()));
        Assert.Throws<InvalidOperationException>(() => trusted.UpdateTimestamp(_repository.PublishTimestamp()));
    }

    [Fact]
    public void Fields_that_are_not_known_are_kept_when_a_role_is_signed_again()
    {
        _repository.BeforeSigning = (_, signed) => signed["x-later"] = new JsonObject { ["a"] = 1L };
        _repository.Publish();
        var trusted = Start();
        OfferAll(trusted);

        foreach (var metadata in (Metadata[])[trusted.Timestamp!, trusted.Snapshot!, trusted.Targets!])
        {
            Assert.Equal("""{"a":1}""", metadata.ToJson()["x-later"]!.ToJsonString());
        }
    }

    [Fact]
    public void What_is_read_is_written_in_the_same_way()
    {
        var trusted = Start();
        OfferAll(trusted);

        foreach (var metadata in (Metadata[])[trusted.Root, trusted.Timestamp!, trusted.Snapshot!, trusted.Targets!])
        {
            var signed = StrictJson.ParseObject(_repository.Files[RepositorySimulator.PathOf(metadata.Type, 1)])["signed"];
            Assert.Equal(CanonicalJson.Encode(signed), CanonicalJson.Encode(metadata.ToJson()));
        }
    }

    private TrustedMetadata Start() => TrustedMetadata.StartFrom(_repository.TrustAnchor, RepositorySimulator.Time);

    private void OfferSnapshot(TrustedMetadata trusted)
    {
        trusted.UpdateTimestamp(_repository.Files["metadata/timestamp.json"]);
        trusted.UpdateSnapshot(_repository.Files[$"metadata/{_repository.Snapshot.Version}.snapshot.json"]);
    }

    private void OfferAll(TrustedMetadata trusted)
    {
        OfferSnapshot(trusted);
        trusted.UpdateTargets(_repository.Files[$"metadata/{_repository.Targets.Version}.targets.json"]);
    }

    /// <summary>A client that knows a snapshot with version 2 of targets and stable, and the snapshot that follows it.</summary>
    private (TrustedMetadata Trusted, byte[] Newer) StartWithOldSnapshot(Func<Snapshot, Snapshot> change)
    {
        _repository.Change("stable", role => role);
        _repository.Change("targets", role => role);
        _repository.Publish();
        var old = _repository.Files["metadata/2.snapshot.json"];
        _repository.Snapshot = change(_repository.Snapshot with { Version = 3 });
        _repository.PublishSnapshot();
        var trusted = Start();
        trusted.UpdateTimestamp(_repository.PublishTimestamp());
        Assert.Throws<TrustException>(() => trusted.UpdateSnapshot(old, isSuperseded: true));
        return (trusted, _repository.Files["metadata/3.snapshot.json"]);
    }

    private byte[] NextRoot(params Ed25519PrivateKey[] signers)
    {
        _repository.PublishRoot();
        return RepositorySimulator.Sign(_repository.Root.ToJson(), signers);
    }

    private static TrustException AssertRefused(TrustFailure failure, string subject, Action action)
    {
        var refusal = Assert.Throws<TrustException>(action);

        Assert.Equal((failure, subject), (refusal.Failure, refusal.Subject));
        return refusal;
    }

    private static void Set(JsonObject json, string field, string? value)
    {
        var names = field.Split('/');
        JsonNode parent = json;
        foreach (var name in names[..^1])
        {
            parent = int.TryParse(name, out var index) ? parent[index]! : parent[name]!;
        }

        if (value is null)
        {
            parent.AsObject().Remove(names[^1]);
            return;
        }

        parent[names[^1]] = StrictJson.ParseObject(System.Text.Encoding.UTF8.GetBytes($$"""{"v":{{value}}}"""))["v"]!.DeepClone();
    }
}
