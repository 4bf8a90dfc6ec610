using Slipway.EndToEnd.Tests.Interop;
using Slipway.EndToEnd.Tests.Publishers;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Buckets;

/// <summary>The <c>slipway</c> command, killed at the requests with which it writes to a bucket: what it leaves harms nobody, and is not sent again.</summary>
public sealed class KilledPublisherTests(S3Server server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Killed = 137;
    private const int LargeBytes = 9_000_000;
    private const int SmallBytes = 1_000_000;
    private const string Publish = "publish";
    private const string PublishSmall = "publish small";
    private const string Promote = "promote";

    private readonly SortedDictionary<string, int> _kills = new(StringComparer.Ordinal);
    private BucketShop _shop = null!;
    private OwnDevice _always = null!;
    private int _releases;

    public async ValueTask InitializeAsync()
    {
        _shop = await BucketShop.CreateAsync(server);
        foreach (var command in new[] { Publish, Promote })
        {
            await _shop.Shop.TypeAsync(await PrepareAsync(command));
        }

        _always = _shop.NewDevice();
    }

    [Fact]
    public async Task P2_a_command_that_is_killed_at_any_request_harms_no_device_and_sends_no_payload_twice()
    {
        var points = new List<Point>();
        foreach (var command in new[] { Publish, PublishSmall, Promote })
        {
            points.AddRange(await FindPointsAsync(command));
        }

        var stride = Thoroughness.Times(usual: 11, exhaustive: 1);
        foreach (var point in points.Where((_, i) => i % stride == 0))
        {
            await KillAndRepeatAsync(await PrepareAsync(point.Command), point);
        }

        Assert.NotEmpty(_kills);
        output.WriteLine($"{points.Count} points; killed {string.Join(", ", _kills.Select(kill => $"{kill.Value} at {kill.Key}"))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    /// <summary>Each request of a run that nobody disturbs, before the server sees it and after; and the middle of what is large.</summary>
    private async Task<IEnumerable<Point>> FindPointsAsync(string command)
    {
        var line = await PrepareAsync(command);
        _shop.Proxy.Forget();
        await _shop.Shop.TypeAsync(line);
        var requests = _shop.Proxy.Requests;
        output.WriteLine($"{command}: {requests.Count} requests, {requests.Sum(request => request.BytesUp)} bytes up, {requests.Sum(request => request.BytesDown)} bytes down");
        return requests.SelectMany(request => new[] { ProxyMoment.BeforeForwarding, ProxyMoment.InsideBody, ProxyMoment.BeforeAnswering }
            .Where(moment => moment != ProxyMoment.InsideBody || request.BytesUp > SmallBytes / 2)
            .Select(moment => new Point(command, request.Number, moment)));
    }

    private async Task<string> PrepareAsync(string command)
    {
        var version = $"1.0.{_releases++}";
        var publish = $"slipway publish {await _shop.BundleAsync(version, command == Publish ? LargeBytes : SmallBytes)} --channel canary";
        if (command != Promote)
        {
            return publish;
        }

        await _shop.Shop.TypeAsync(publish);
        return $"slipway promote {version} --from canary --to beta";
    }

    private async Task KillAndRepeatAsync(string line, Point point)
    {
        var before = await Sight.DescribeAsync(_always);
        _shop.Proxy.Forget();

        await KillAsync(line, point);

        var between = await Sight.DescribeAsync(_always);
        Assert.Equal(between, await Sight.DescribeAsync(_shop.NewDevice()));
        await _shop.Shop.TypeAsync(line);
        var after = await Sight.DescribeAsync(_always);
        Assert.Equal(after, await Sight.DescribeAsync(_shop.NewDevice()));
        Assert.NotEqual(before, after);
        Assert.True(between == before || between == after, $"{line}, killed at {point}: {between}");
        RequirePayloadOnce(line, point);
    }

    private async Task KillAsync(string line, Point point)
    {
        using var process = _shop.Shop.Terminal.Start(line.Split(' ')[1..]);
        var error = process.StandardError.ReadToEndAsync();
        _shop.Proxy.Misbehave = request => request.Number == point.Number ? ProxyFault.Kill(point.Moment, process.Kill) : null;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        _shop.Proxy.Misbehave = null;
        await _shop.Proxy.WaitUntilIdleAsync();
        Assert.True(process.ExitCode is 0 or Killed, await error);
        if (process.ExitCode == Killed)
        {
            var place = $"{point.Command} {point.Moment}";
            _kills[place] = _kills.GetValueOrDefault(place) + 1;
        }
    }

    /// <summary>What the server took to its end is not sent again, in whatever pieces it came.</summary>
    private void RequirePayloadOnce(string line, Point point)
    {
        var payloads = _shop.Proxy.Requests.Where(request => request.Path.Contains(".payload.", StringComparison.Ordinal)).ToArray();
        var length = line.Contains("publish", StringComparison.Ordinal) ? new FileInfo(Path.Combine(line.Split(' ')[2], "payload.tar.zst")).Length : 0;
        var sent = payloads.Where(request => request.Fault is not { Moment: ProxyMoment.InsideBody } && request.Operation is "PutObject" or "UploadPart" && request.Status != 0).Sum(request => request.BytesUp);
        Assert.True(sent == length, $"{point}: {sent} bytes of a payload of {length} were sent.\n{string.Join('\n', payloads.Select(request => $"{request} {request.BytesUp} bytes"))}");
    }

    private sealed record Point(string Command, int Number, ProxyMoment Moment);
}
