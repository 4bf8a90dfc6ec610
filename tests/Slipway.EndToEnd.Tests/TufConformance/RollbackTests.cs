using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>Versions that were seen bind the repository (TUF §5.4.3, §5.5.5), until it changes the keys that signed them (§5.3.11).</summary>
public sealed class RollbackTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public RollbackTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task A10_an_older_timestamp_is_refused()
    {
        _repository.Publish(Timestamp);
        await _device.RefreshAsync();
        _device.TakeRequests();
        RollBack(Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Rollback), await _device.RefreshAsync());

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 2", _device.Trusted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A10_a_new_timestamp_that_names_an_older_snapshot_is_refused(bool hasHashes)
    {
        _repository.HasHashes = hasHashes;
        _repository.Publish(Snapshot, Timestamp);
        await _device.RefreshAsync();
        _device.TakeRequests();
        RollBack(Snapshot);
        _repository.Publish(Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Rollback), await _device.RefreshAsync());

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/timestamp.json"], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 2, targets 1, timestamp 2", _device.Trusted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A10_a_new_snapshot_that_names_older_targets_is_refused(bool hasHashes)
    {
        _repository.HasHashes = hasHashes;
        _repository.Publish(Targets, Snapshot, Timestamp);
        await _device.RefreshAsync();
        RollBack(Targets);
        _repository.Publish(Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Rollback), await _device.RefreshAsync());

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A10_a_role_that_is_gone_from_the_snapshot_is_a_rollback()
    {
        _repository.Delegate(Targets, "delegated", ["delegated/*"]);
        _repository.PublishTargets();
        await _device.RefreshAsync();
        _repository[Snapshot]["meta"]!.AsObject().Remove("delegated.json");
        _repository.Publish(Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Rollback), await _device.RefreshAsync());

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A6_new_timestamp_keys_take_the_timestamp_back_from_a_fast_forward()
    {
        _repository[Timestamp]["version"] = int.MaxValue;
        _repository.Write(Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal($"root 1, snapshot 1, targets 1, timestamp {int.MaxValue}", _device.Trusted);

        _repository.Rotate(Timestamp);
        _repository.Publish(Root);
        RollBack(Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Fact]
    public async Task A6_new_snapshot_and_timestamp_keys_take_the_snapshot_back_from_a_fast_forward()
    {
        _repository[Snapshot]["version"] = int.MaxValue;
        _repository.Write(Snapshot);
        _repository.Publish(Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal($"root 1, snapshot {int.MaxValue}, targets 1, timestamp 2", _device.Trusted);

        _repository.Rotate(Snapshot);
        _repository.Rotate(Timestamp);
        _repository.Publish(Root, Targets);
        RollBack(Snapshot);
        _repository.Publish(Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 1, targets 2, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A6_new_snapshot_keys_take_targets_back_from_a_fast_forward_and_roles_from_the_snapshot()
    {
        _repository.Delegate(Targets, "delegated", ["delegated/*"]);
        _repository.Publish("delegated");
        _repository[Targets]["version"] = int.MaxValue;
        _repository.Write(Targets);
        _repository.Publish(Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());
        Assert.Equal($"root 1, snapshot 2, targets {int.MaxValue}, timestamp 2", _device.Trusted);

        _repository.Rotate(Snapshot);
        _repository.Publish(Root);
        RollBack(Targets);
        _repository[Snapshot]["meta"]!.AsObject().Remove("delegated.json");
        _repository.Publish(Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 3, targets 1, timestamp 3", _device.Trusted);
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(Targets)]
    public async Task A6_keys_of_a_role_that_signs_no_freshness_take_nothing_back(string rotated)
    {
        _repository.Publish(Timestamp);
        await _device.RefreshAsync();
        var old = _repository.SignersOf(rotated)[0];
        _repository.Rotate(rotated);
        if (rotated == Root)
        {
            _repository.SignersOf(Root).Add(old);
        }

        _repository.Publish(Root);
        RollBack(Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Rollback), await _device.RefreshAsync());

        Assert.Equal("root 2, snapshot 1, targets 1, timestamp 2", _device.Trusted);
    }

    /// <summary>Serves a role as version 1 again, newly signed.</summary>
    private void RollBack(string role)
    {
        _repository[role]["version"] = 1;
        _repository.Write(role);
    }
}
