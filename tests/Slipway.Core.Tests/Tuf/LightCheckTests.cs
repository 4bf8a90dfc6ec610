using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class LightCheckTests
{
    private const string OfferPath = "stable/linux-x64.json";

    private readonly RepositorySimulator _repository = new() { HasTags = true };
    private readonly SimulatedDevice _device;

    public LightCheckTests()
    {
        _device = new SimulatedDevice(_repository);
        _repository.AddTarget("stable", OfferPath, "an offer"u8.ToArray());
        _repository.Publish();
    }

    [Fact]
    public async Task One_request_without_a_body_ends_the_check_when_nothing_has_changed()
    {
        await CheckAsync();
        _repository.Requests.Clear();

        var (isRead, offer) = await CheckAsync();

        Assert.Equal((false, "an offer"), (isRead, offer));
        Assert.Equal(["metadata/timestamp.json unchanged"], _repository.Requests);
    }

    [Fact]
    public async Task What_has_changed_costs_no_request_more_than_a_whole_refresh()
    {
        await CheckAsync();
        _repository.AddTarget("stable", OfferPath, "another"u8.ToArray());
        _repository.Publish();
        _repository.Requests.Clear();

        var (isRead, offer) = await CheckAsync();

        Assert.Equal((true, "another"), (isRead, offer));
        Assert.Equal("metadata/timestamp.json", _repository.Requests[0]);
        Assert.Equal("metadata/2.root.json", _repository.Requests[1]);
        Assert.Single(_repository.Requests, path => path == "metadata/timestamp.json");
    }

    [Theory]
    [InlineData("timestamp", 4)]
    [InlineData("snapshot", 8)]
    public async Task A7_what_is_kept_is_not_enough_once_it_has_expired(string role, int days)
    {
        _repository.Timestamp = _repository.Timestamp with { Expires = RepositorySimulator.In(role == "timestamp" ? 3 : 30) };
        _repository.Publish();
        await CheckAsync();
        _device.Time = RepositorySimulator.In(days);

        var refusal = await Assert.ThrowsAsync<TrustException>(CheckAsync);

        Assert.Equal((TrustFailure.Expired, role), (refusal.Failure, refusal.Subject));
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    [InlineData("targets")]
    public async Task What_is_damaged_or_missing_is_read_again(string role)
    {
        await CheckAsync();
        await _device.Local.WriteAsync(LocalFile.Role(role), "half a fi"u8.ToArray(), CancellationToken.None);
        Assert.True((await CheckAsync()).IsRead);

        _device.Local.Delete(LocalFile.Role(role));
        Assert.True((await CheckAsync()).IsRead);
        Assert.False((await CheckAsync()).IsRead);
    }

    [Fact]
    public async Task A_tag_of_other_bytes_is_not_asked_with()
    {
        await CheckAsync();
        var tag = await _device.Local.ReadAsync(LocalFile.TimestampTag, CancellationToken.None);
        _repository.Publish();
        await CheckAsync();
        await _device.Local.WriteAsync(LocalFile.TimestampTag, tag!, CancellationToken.None);

        Assert.True((await CheckAsync()).IsRead);
    }

    [Fact]
    public async Task Without_tags_every_check_is_a_whole_refresh()
    {
        _repository.HasTags = false;
        await CheckAsync();
        _repository.Requests.Clear();

        Assert.True((await CheckAsync()).IsRead);

        Assert.Equal(["metadata/2.root.json", "metadata/timestamp.json"], _repository.Requests);
    }

    [Fact]
    public async Task A1_a_kept_target_that_was_changed_on_the_disk_is_read_again()
    {
        await CheckAsync();
        await _device.Local.WriteAsync(LocalFile.Target(OfferPath), "AN OFFER"u8.ToArray(), CancellationToken.None);

        Assert.Equal("an offer", (await CheckAsync()).Offer);
    }

    [Fact]
    public async Task A10_a_replayed_timestamp_is_refused_after_a_light_check_too()
    {
        var old = _repository.Files["metadata/timestamp.json"];
        _repository.Publish();
        await CheckAsync();
        _repository.Files["metadata/timestamp.json"] = old;

        var refusal = await Assert.ThrowsAsync<TrustException>(CheckAsync);

        Assert.Equal(TrustFailure.Rollback, refusal.Failure);
    }

    private async Task<(bool IsRead, string Offer)> CheckAsync()
    {
        var client = await _device.StartAsync();
        var isRead = await client.RefreshIfChangedAsync(CancellationToken.None);
        var file = await client.FindTargetAsync(OfferPath, CancellationToken.None);
        return (isRead, System.Text.Encoding.UTF8.GetString(await client.ReadKeptTargetAsync(file!, 1_000, CancellationToken.None)));
    }
}
