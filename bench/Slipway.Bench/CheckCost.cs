using System.Diagnostics;
using System.Net;
using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Serving;
using Slipway.Publishing.Stores;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Bench;

/// <summary>What the agent's check costs over http: on a new device, without news, and after a promotion to its channel.</summary>
internal sealed class CheckCost : IAsyncDisposable
{
    private readonly ReleaseFactory _factory;
    private readonly CancellationTokenSource _stop = new();
    private readonly StaticFileServer _server;
    private readonly Task _serving;

    public CheckCost(ReleaseFactory factory)
    {
        _factory = factory;
        Directory.CreateDirectory(factory.StoreFolder);
        _server = StaticFileServer.Start(factory.StoreFolder, IPAddress.Loopback, port: 0);
        _serving = _server.RunAsync(_stop.Token);
    }

    public async Task<IReadOnlyList<Row>> MeasureAsync(int releases)
    {
        var device = NewDevice(releases);
        return
        [
            await CheckAsync("first check", releases, device, "", hasTags: true),
            await CheckAsync("no update", releases, device, "2 requests, under 1 kB", hasTags: false),
            await CheckAsync("first check with tags", releases, device, "", hasTags: true),
            await CheckAsync("no update, light check", releases, device, "1 request, 0 bytes", hasTags: true),
            await CheckAfterPromotionAsync(releases, device),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<Row> CheckAfterPromotionAsync(int releases, DeviceLayout device)
    {
        await _factory.ReleaseAsync(new FolderStore(_factory.StoreFolder));
        return await CheckAsync("after a promotion", releases, device, "5 to 8 requests, under 60 kB", hasTags: true);
    }

    private async Task<Row> CheckAsync(string what, int releases, DeviceLayout device, string target, bool hasTags)
    {
        using var server = new HttpSource(_server.Address, TimeProvider.System);
        var source = new CountingSource(server, hasTags);
        using var repository = new RepositoryMirrors(source);
        var check = new UpdateCheck(device, Configuration(), "bench-device", repository);
        var watch = Stopwatch.StartNew();

        await check.RunAsync(TimeProvider.System, isForced: false, CancellationToken.None);

        return new Row(what, releases, source.Requests, source.Bytes, watch.Elapsed.TotalSeconds, target);
    }

    private DeviceLayout NewDevice(int releases)
    {
        var layout = new DeviceLayout(_factory.NewFolder($"device-{releases}"));
        Directory.CreateDirectory(layout.State);
        File.Copy(_factory.Policy.TrustAnchorFile, layout.TrustAnchor);
        return layout;
    }

    private DeviceConfiguration Configuration() => new()
    {
        Product = _factory.Policy.Product,
        Organization = _factory.Policy.Organization,
        Runtime = RuntimeId.Parse("linux-x64"),
        Repositories = [RepositoryAddress.Of(_server.Address)],
        Channel = ChannelName.Parse("stable"),
    };
}
