using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class TrustAnchorTests
{
    private readonly RepositorySimulator _repository = new();
    private readonly SimulatedDevice _device;

    public TrustAnchorTests()
    {
        _repository.PublishRoot();
        _device = new SimulatedDevice(_repository);
    }

    [Fact]
    public async Task The_newest_root_is_started_from_while_the_anchor_stays()
    {
        await _device.RefreshAsync();
        _repository.Requests.Clear();

        await _device.RefreshAsync();

        Assert.Equal("metadata/3.root.json", _repository.Requests[0]);
    }

    [Fact]
    public async Task A14_a_replaced_anchor_is_believed_although_a_root_of_the_old_one_is_known()
    {
        await _device.RefreshAsync();
        var other = new RepositorySimulator();

        var client = await new SimulatedDevice(other) { Local = _device.Local }.RefreshAsync();

        Assert.Equal(other.Timestamp.Version, client.Trusted.Timestamp!.Version);
        Assert.Equal(other.Root.Roles["root"].Keys, client.Trusted.Root.Roles["root"].Keys);
    }

    [Fact]
    public async Task A14_what_the_old_anchor_made_trusted_binds_nobody_although_keys_are_shared()
    {
        _repository.Timestamp = _repository.Timestamp with { Version = int.MaxValue };
        _repository.PublishTimestamp();
        await _device.RefreshAsync();
        var other = new RepositorySimulator();
        other.Keys.Set("timestamp", _repository.Keys["timestamp"], threshold: 1);
        var anchor = other.PublishRoot();
        other.Publish();

        var client = await TufClient.StartAsync(anchor, _device.Local, new RepositoryMirrors(other), _device.Time, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);

        Assert.Equal(other.Timestamp.Version, client.Trusted.Timestamp!.Version);
    }

    [Fact]
    public async Task An_anchor_that_is_damaged_changes_nothing()
    {
        await _device.RefreshAsync();
        var before = await _device.StateAsync();

        await Assert.ThrowsAsync<TrustException>(
            () => TufClient.StartAsync("{ half an an"u8.ToArray(), _device.Local, new RepositoryMirrors(_repository), _device.Time, CancellationToken.None));

        Assert.Equal(before, await _device.StateAsync());
        await _device.RefreshAsync();
        Assert.Equal(before, await _device.StateAsync());
    }

    [Fact]
    public async Task C3_a_damaged_local_root_is_fetched_again_and_nothing_else_is_forgotten()
    {
        await _device.RefreshAsync();
        var before = await _device.StateAsync();
        await _device.Local.WriteAsync(LocalFile.Role("root"), "{ half a ro"u8.ToArray(), CancellationToken.None);

        var client = await _device.StartAsync();

        Assert.Equal(1, client.Trusted.Root.Version);
        Assert.NotNull(await _device.Local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None));
        await client.RefreshAsync(CancellationToken.None);
        Assert.Equal(before, await _device.StateAsync());
    }

    [Fact]
    public async Task An_installer_that_brings_the_root_which_is_known_already_takes_nothing_away()
    {
        await _device.RefreshAsync();
        var before = await _device.StateAsync();

        await TufClient.StartAsync(_repository.Files["metadata/2.root.json"], _device.Local, new RepositoryMirrors(_repository), _device.Time, CancellationToken.None);

        Assert.Equal(before, await _device.StateAsync());
        Assert.Equal(_repository.Files["metadata/2.root.json"], await _device.Local.ReadAsync(LocalFile.TrustAnchor, CancellationToken.None));
    }
}
