using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>How many keys signed, and how many of them count (TUF §4.2.1, §5.3.4).</summary>
public sealed class SignatureTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public SignatureTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A11_two_signatures_do_not_meet_a_threshold_of_three()
    {
        _repository.AddKey(Snapshot, SigningKey.Ed25519());
        _repository.AddKey(Snapshot, SigningKey.Ed25519());
        _repository.TrustIn(Snapshot)["threshold"] = 3;
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        _repository.SignersOf(Snapshot).RemoveAt(0);
        _repository.Publish(Targets, Snapshot, Timestamp);
        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 2, targets 2, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A11_five_keys_never_meet_a_threshold_of_six()
    {
        for (var i = 0; i < 4; i++)
        {
            _repository.AddKey(Snapshot, SigningKey.Ed25519());
        }

        _repository.TrustIn(Snapshot)["threshold"] = 6;
        _repository.Publish(Root, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 2, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A11_a_key_that_a_role_lists_nine_times_is_no_nine_keys()
    {
        var key = SigningKey.Ed25519();
        for (var i = 0; i < 9; i++)
        {
            _repository.AddKey(Snapshot, key);
        }

        _repository.TrustIn(Snapshot)["threshold"] = 6;
        _repository.Publish(Root, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Equal("root 1", _device.Trusted);
    }

    [Fact]
    public async Task A11_one_key_under_two_ids_is_one_key()
    {
        var key = _repository.SignersOf(Snapshot)[0];
        _repository[Root]["keys"]!["another-id"] = key.PublicHalf.DeepClone();
        _repository.TrustIn(Snapshot)["keyids"]!.AsArray().Add((JsonNode)"another-id");
        _repository.TrustIn(Snapshot)["threshold"] = 2;
        _repository.Publish(Root, Snapshot, Timestamp);
        _repository.Tamper(Snapshot, file =>
        {
            var again = file["signatures"]![0]!.DeepClone();
            again["keyid"] = "another-id";
            file["signatures"]!.AsArray().Add(again);
        });

        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 2, timestamp 2", _device.Trusted);
    }

    /// <summary>Refused even where one signature is enough: a key id stands once among the signatures.</summary>
    [Theory]
    [InlineData(Root, "root 1")]
    [InlineData(Timestamp, "root 2")]
    [InlineData(Snapshot, "root 2, timestamp 2")]
    [InlineData(Targets, "root 2, snapshot 2, timestamp 2")]
    public async Task A11_a_signature_that_is_repeated_spoils_the_file(string role, string trusted)
    {
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        _repository.Tamper(role, file => file["signatures"]!.AsArray().Add(file["signatures"]![0]!.DeepClone()));

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    /// <summary>An older signature, none yet, one in another spelling: somebody else's signature is somebody else's business.</summary>
    [Theory]
    [InlineData("another's")]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("not hexadecimal")]
    [InlineData("abc")]
    public async Task A_broken_signature_beside_one_that_is_enough_is_no_obstacle(string broken)
    {
        _repository.AddKey(Timestamp, SigningKey.Ed25519());
        _repository.Publish(Root, Timestamp);
        _repository.Tamper(Timestamp, file =>
            file["signatures"]![0]!["sig"] = broken == "another's" ? file["signatures"]![1]!["sig"]!.DeepClone() : broken);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 1, targets 1, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A_threshold_below_one_is_refused()
    {
        _repository.TrustIn(Timestamp)["threshold"] = 0;
        _repository.Publish(Root);

        Assert.Equal(Outcome.Refused(TrustFailure.Malformed), await _device.RefreshAsync());

        Assert.Equal("root 1", _device.Trusted);
    }
}
