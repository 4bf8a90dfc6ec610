using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>Old metadata is refused, and what is kept may grow old without standing in the way (TUF §5.3.10, §5.4.4, §5.5.6, §5.6.5).</summary>
public sealed class ExpiryTests : IDisposable
{
    private static readonly DateTimeOffset Today = BareRepository.Time;

    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public ExpiryTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(Timestamp, "root 1, snapshot 1, targets 1, timestamp 1")]
    [InlineData(Snapshot, "root 1, snapshot 1, targets 1, timestamp 2")]
    [InlineData(Targets, "root 1, snapshot 2, targets 1, timestamp 2")]
    public async Task A7_a_role_that_expired_is_not_taken(string role, string trusted)
    {
        await _device.RefreshAsync();
        _repository.Expire(role, Today.AddDays(-5));
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Expired), await _device.RefreshAsync());

        Assert.Equal(trusted, _device.Trusted);
    }

    [Fact]
    public async Task A7_a_root_that_expired_is_taken_and_nothing_else_is()
    {
        _repository.Publish(Root);
        await _device.RefreshAsync();
        _repository.Expire(Root, Today.AddDays(-1));
        _repository.Publish(Root, Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Refused(TrustFailure.Expired), await _device.RefreshAsync());

        Assert.Equal("root 3, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(Timestamp)]
    [InlineData(Snapshot)]
    [InlineData(Targets)]
    public async Task A7_what_is_kept_expires_too(string role)
    {
        _repository.Expire(role, Today.AddDays(7));
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        _device.Clock.Now = Today.AddDays(7).AddSeconds(-1);
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        _device.Clock.Now = Today.AddDays(7);
        Assert.Equal(Outcome.Refused(TrustFailure.Expired), await _device.RefreshAsync());
    }

    [Fact]
    public async Task A_root_that_expired_here_is_followed_by_one_that_has_not()
    {
        _repository.Expire(Root, Today.AddDays(7));
        _repository.Publish(Root);
        await _device.RefreshAsync();
        _repository.Expire(Root, Today.AddDays(21));
        _repository.Publish(Root);
        _device.Clock.Now = Today.AddDays(18);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 3, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Fact]
    public async Task An_expired_root_on_the_way_to_a_fresh_one_is_no_obstacle()
    {
        _repository.Expire(Root, Today.AddDays(-1));
        _repository.Publish(Root);
        _repository.Expire(Root, Today.AddDays(1));
        _repository.Publish(Root);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 3, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Fact]
    public async Task A_timestamp_that_expired_here_is_followed_by_one_that_has_not()
    {
        _repository.Expire(Timestamp, Today.AddDays(7));
        _repository.Publish(Timestamp);
        await _device.RefreshAsync();
        _repository.Expire(Timestamp, Today.AddDays(21));
        _repository.Publish(Targets, Snapshot, Timestamp);
        _device.Clock.Now = Today.AddDays(18);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 3", _device.Trusted);
    }

    [Theory]
    [InlineData(Timestamp)]
    [InlineData(Snapshot)]
    public async Task A10_a_role_that_expired_here_still_forbids_older_versions(string role)
    {
        _repository.Expire(role, Today.AddDays(7));
        _repository.Publish(Targets, Snapshot, Timestamp);
        await _device.RefreshAsync();
        _repository.Expire(role, Today.AddDays(21));
        _repository[role]["version"] = 1;
        _repository.Write(role);
        _repository.Write(Timestamp);
        _device.Clock.Now = Today.AddDays(8);

        Assert.Equal(1, (await _device.RefreshAsync()).ExitCode);

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }
}
