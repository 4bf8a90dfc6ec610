using System.Text.Json.Nodes;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>The kinds of keys that clients share (TUF §4.2.1).</summary>
public sealed class KeyTypeTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public KeyTypeTests() => _device = new ConformanceDevice(_repository);

    public static TheoryData<string> KeyTypes => ["ed25519", "ecdsa", "ecdsa-sha2-nistp256", "rsa"];

    public void Dispose() => _device.Dispose();

    /// <summary>The threshold needs the new key: no other may stand in for it.</summary>
    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task A_key_of_each_kind_counts_where_its_signature_fits_and_only_there(string keyType)
    {
        _repository.AddKey(Root, SigningKey.Of(keyType));
        _repository.TrustIn(Root)["threshold"] = 2;
        _repository.Publish(Root);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal("root 2, snapshot 1, targets 1, timestamp 1", _device.Trusted);

        var other = _repository.SignersOf(Root)[1].Sign([])["sig"];
        _repository.Publish(Root);
        _repository.Tamper(Root, file => file["signatures"]![1]!["sig"] = other!.DeepClone());
        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public async Task Each_role_may_be_signed_by_each_kind_of_key(string keyType)
    {
        foreach (var role in (string[])[Timestamp, Snapshot, Targets])
        {
            var key = SigningKey.Of(keyType);
            _repository.SetKeys(role, threshold: 1, [key], [key]);
        }

        _repository.Publish(Root, Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }

    /// <summary>Each spelling has a key id of its own, and a signature under it.</summary>
    [Theory]
    [InlineData("ed25519")]
    [InlineData("ecdsa")]
    [InlineData("rsa")]
    public async Task A11_one_key_in_two_spellings_is_one_key(string keyType)
    {
        var key = SigningKey.Of(keyType);
        var value = (string)key.PublicHalf["keyval"]!["public"]!;
        var again = key.With("keyval", new JsonObject { ["public"] = keyType == "ed25519" ? value.ToUpperInvariant() : value + "\n" });
        _repository.SetKeys(Timestamp, threshold: 1, [key, again], [key, again]);
        _repository.Publish(Root, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        _repository.TrustIn(Timestamp)["threshold"] = 2;
        _repository.Publish(Root, Timestamp);
        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());
    }

    [Theory]
    [InlineData("sphincs+", "sphincs+-shake-256s")]
    [InlineData("ed25519", "ed25519-of-tomorrow")]
    public async Task A_key_of_an_unknown_kind_is_no_obstacle_where_others_are_enough(string keyType, string scheme)
    {
        _repository.AddKey(Timestamp, SigningKey.Ed25519().With("keytype", keyType).With("scheme", scheme));
        _repository.Publish(Root, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        _repository.TrustIn(Timestamp)["threshold"] = 2;
        _repository.Publish(Root, Timestamp);
        Assert.Equal(Outcome.Refused(TrustFailure.ThresholdNotMet), await _device.RefreshAsync());

        Assert.Equal("root 3, targets 1", _device.Trusted);
    }
}
