using System.Text;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>What a refresh asks for, in which order, and what it keeps (TUF §5.3 to §5.6).</summary>
public sealed class RefreshTests : IDisposable
{
    private static readonly string[] FirstRefresh =
    [
        "GET /metadata/2.root.json",
        "GET /metadata/timestamp.json",
        "GET /metadata/1.snapshot.json",
        "GET /metadata/1.targets.json",
    ];

    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public RefreshTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Init_asks_for_nothing_and_trusts_the_root_it_is_given()
    {
        Assert.Equal(Outcome.Done, await _device.InitAsync(_repository.InitialRoot));

        Assert.Empty(_device.TakeRequests());
        Assert.Equal("root 1", _device.Trusted);
    }

    [Fact]
    public async Task A_first_refresh_asks_for_each_file_once_in_the_order_of_the_specification()
    {
        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal(FirstRefresh, _device.TakeRequests());
        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Fact]
    public async Task A_later_refresh_asks_again_only_for_what_may_have_changed()
    {
        await _device.RefreshAsync();
        _device.TakeRequests();

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal(FirstRefresh[..2], _device.TakeRequests());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_timestamp_for_the_same_snapshot_costs_no_other_file(bool hasHashes)
    {
        _repository.HasHashes = hasHashes;
        _repository.Publish(Targets, Snapshot, Timestamp);
        await _device.RefreshAsync();
        _device.TakeRequests();
        _repository.Publish(Timestamp);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal(FirstRefresh[..2], _device.TakeRequests());
        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 3", _device.Trusted);
    }

    [Fact]
    public async Task A_new_snapshot_of_the_same_targets_costs_the_snapshot()
    {
        await _device.RefreshAsync();
        _device.TakeRequests();
        _repository.Publish(Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal([.. FirstRefresh[..2], "GET /metadata/2.snapshot.json"], _device.TakeRequests());
    }

    [Fact]
    public async Task Every_root_on_the_way_is_asked_for_and_one_that_is_not_there()
    {
        _repository.Publish(Root, Root, Root);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal(["GET /metadata/2.root.json", "GET /metadata/3.root.json", "GET /metadata/4.root.json", "GET /metadata/5.root.json"], _device.TakeRequests()[..4]);
        Assert.Equal("root 4, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    [Theory]
    [InlineData(Root)]
    [InlineData(Timestamp)]
    [InlineData(Snapshot)]
    [InlineData(Targets)]
    public async Task What_is_trusted_is_kept_byte_for_byte_however_it_is_written(string role)
    {
        _repository.Publish(Root, Targets, Snapshot, Timestamp);
        _repository.Serve(role, [.. _repository.Latest(role), .. "\n \t"u8]);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        foreach (var each in (string[])[Root, Timestamp, Snapshot, Targets])
        {
            Assert.Equal(Encoding.UTF8.GetString(_repository.Latest(each)), Encoding.UTF8.GetString(_device.Kept(each)));
        }
    }

    [Fact]
    public async Task A_download_refreshes_before_it_looks_for_the_file()
    {
        Assert.Equal(Outcome.Refused(TrustFailure.TargetNotFound), await _device.DownloadAsync("nowhere"));

        Assert.Equal(FirstRefresh, _device.TakeRequests());
        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 1", _device.Trusted);
        Assert.Empty(_device.Downloads);
    }

    [Fact]
    public async Task Hashes_and_lengths_that_fit_are_no_obstacle()
    {
        _repository.HasHashes = true;
        _repository.Publish(Targets, Snapshot, Timestamp);

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal("root 1, snapshot 2, targets 2, timestamp 2", _device.Trusted);
    }

    [Fact]
    public async Task A_timestamp_of_the_same_version_changes_nothing_whatever_it_says()
    {
        await _device.RefreshAsync();
        var trusted = _device.Kept(Timestamp);
        _repository.DescriptionOf(Snapshot)["version"] = 100;
        _repository.Write(Timestamp);
        _device.TakeRequests();

        Assert.Equal(Outcome.Done, await _device.RefreshAsync());

        Assert.Equal(FirstRefresh[..2], _device.TakeRequests());
        Assert.Equal(trusted, _device.Kept(Timestamp));
    }
}
