using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>A role that is refused, or not there, ends the refresh; what was verified before it stays.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public RefusalTests() => _device = new ConformanceDevice(_repository);

    public static TheoryData<string, string> TrustedBefore => new()
    {
        { Root, "root 1" },
        { Timestamp, "root 2" },
        { Snapshot, "root 2, timestamp 2" },
        { Targets, "root 2, snapshot 2, timestamp 2" },
    };

    public void Dispose() => _device.Dispose();

    [Theory]
    [MemberData(nameof(TrustedBefore))]
    public async Task A_role_that_nobody_signed_is_refused(string role, string trusted)
    {
        _repository.SignersOf(role).Clear();
        _repository.Publish(Root, Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Theory]
    [MemberData(nameof(TrustedBefore))]
    public async Task A_role_that_was_changed_after_it_was_signed_is_refused(string role, string trusted)
    {
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        _repository.Tamper(role, file => file["signed"]!["expires"] = "2030-01-01T00:00:00Z");

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Theory]
    [MemberData(nameof(TrustedBefore))]
    public async Task J2_a_role_of_another_major_version_of_the_specification_is_refused(string role, string trusted)
    {
        _repository[role]["spec_version"] = "2.0.0";
        _repository.Publish(Root, Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Theory]
    [InlineData(Root, "root 1")]
    [InlineData(Snapshot, "root 2, timestamp 2")]
    [InlineData(Targets, "root 2, snapshot 2, timestamp 2")]
    public async Task A9_a_file_whose_version_is_not_the_one_it_was_asked_for_as_is_refused(string role, string trusted)
    {
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        _repository[role]["version"] = 3;
        _repository.Files[BareRepository.PathOf(role, 2)] = _repository.Sign(role, [.. _repository.SignersOf(role)]);

        Assert.Equal(Outcome.Refused(TrustFailure.VersionMismatch), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Theory]
    [InlineData(Snapshot, "root 1, snapshot 2, targets 2, timestamp 3")]
    [InlineData(Targets, "root 1, snapshot 3, targets 2, timestamp 3")]
    public async Task A9_a_file_without_the_hash_that_is_signed_for_is_refused(string role, string trusted)
    {
        _repository.HasHashes = true;
        _repository.Publish(Targets, Snapshot, Timestamp);
        await _device.RefreshAsync();
        _repository.Publish(role);
        _repository.DescriptionOf(role)["hashes"]!["sha256"] = new string('0', 64);
        _repository.Publish(role == Snapshot ? [Timestamp] : [Snapshot, Timestamp]);

        Assert.Equal(Outcome.Refused(TrustFailure.DigestMismatch), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Theory]
    [InlineData(-1, TrustFailure.TooLarge)]
    [InlineData(1, TrustFailure.LengthMismatch)]
    public async Task A9_a_file_without_the_length_that_is_signed_for_is_refused(int difference, TrustFailure failure)
    {
        _repository.HasHashes = true;
        _repository.Publish(Targets, Snapshot);
        _repository.DescriptionOf(Snapshot)["length"] = _repository.Latest(Snapshot).Length + difference;
        _repository.Publish(Timestamp);

        Assert.Equal(Outcome.Refused(failure), await _device.RefreshAsync());

        Assert.Equal("root 1, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A_snapshot_that_is_not_there_is_asked_for_once_and_ends_the_refresh()
    {
        await _device.RefreshAsync();
        _device.TakeRequests();
        _repository.DescriptionOf(Snapshot)["version"] = 2;
        _repository.Publish(Timestamp);

        Assert.Equal(Outcome.Missing, await _device.RefreshAsync());

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json", "GET /metadata/2.snapshot.json"], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task Targets_that_are_not_there_are_asked_for_once_and_end_the_refresh()
    {
        await _device.RefreshAsync();
        _device.TakeRequests();
        _repository.DescriptionOf(Targets)["version"] = 2;
        _repository.Publish(Snapshot, Timestamp);

        Assert.Equal(Outcome.Missing, await _device.RefreshAsync());

        Assert.Equal("GET /metadata/2.targets.json", Assert.Single(_device.TakeRequests()[3..]));
        Assert.Equal("root 1, snapshot 2, targets 1, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A_timestamp_that_is_not_there_is_asked_for_once_and_ends_the_refresh()
    {
        await _device.RefreshAsync();
        _device.TakeRequests();
        _repository.Files.Remove(BareRepository.PathOf(Timestamp, 1));

        Assert.Equal(Outcome.Missing, await _device.RefreshAsync());

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    /// <summary>The keys of timestamp and the fields of timestamp: only the type says that it is a snapshot.</summary>
    [Fact]
    public async Task J2_a_snapshot_that_passes_for_a_timestamp_but_for_its_type_is_refused()
    {
        _repository.AddKey(Snapshot, _repository.SignersOf(Timestamp)[0]);
        _repository.Publish(Root);
        _repository[Snapshot]["meta"] = new JsonObject { ["snapshot.json"] = new JsonObject { ["version"] = 1 } };
        _repository.Publish(Snapshot);
        _repository.Files[BareRepository.PathOf(Timestamp, 2)] = _repository.Latest(Snapshot);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Equal("root 2", _device.Trusted);
    }

    /// <summary>White space behind the JSON changes no signature: nothing but its length is wrong with the file.</summary>
    [Theory]
    [InlineData(Root, 512_000, "root 1")]
    [InlineData(Timestamp, 16_384, "root 2")]
    [InlineData(Snapshot, 2_000_000, "root 2, timestamp 2")]
    [InlineData(Targets, 5_000_000, "root 2, snapshot 2, timestamp 2")]
    public async Task A3_a_file_is_read_up_to_its_limit_and_no_byte_beyond(string role, int limit, string trusted)
    {
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        var file = _repository.Latest(role);
        _repository.Serve(role, [.. file, .. Enumerable.Repeat((byte)' ', limit + 1 - file.Length)]);

        Assert.Equal(Outcome.Refused(TrustFailure.TooLarge), await _device.RefreshAsync());
        Assert.Equal(trusted, _device.Trusted);

        _repository.Serve(role, _repository.Latest(role)[..limit]);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
    }
}
