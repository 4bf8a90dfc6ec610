using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Interop;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Buckets;

/// <summary>The whole road with a bucket in its middle: from the first command to a device that goes back.</summary>
public sealed class BucketRoadTests(S3Server server) : IAsyncLifetime
{
    private static readonly string Agent = Path.Combine(AppContext.BaseDirectory, "agents", "linux-x64", "slipway-agent");

    private BucketShop _shop = null!;

    private Shop Shop => _shop.Shop;

    private string Root => Shop.Terminal["root"];

    private string Product => Path.Combine(Root, "opt/edge-agent");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Agent), "there is no agent for linux-x64 here: build.sh makes it");
        _shop = await BucketShop.CreateAsync(server);
        var policy = JsonNode.Parse(await File.ReadAllTextAsync(Shop.Terminal["slipway.json"]))!.AsObject();
        policy["device_urls"] = new JsonArray(_shop.DeviceUrl.AbsoluteUri);
        policy["service"] = new JsonObject { ["kind"] = "none" };
        await File.WriteAllTextAsync(Shop.Terminal["slipway.json"], policy.ToJsonString());
        Directory.CreateDirectory(Root);
    }

    [Fact]
    public async Task A04_B06_A_device_is_installed_updated_and_taken_back_from_a_bucket()
    {
        await ReleaseAsync("1.0.0");
        await Shop.TypeAsync("slipway installer --channel stable --rid linux-x64 --output install.sh");
        await RequireAsync("/bin/sh", Shop.Terminal["install.sh"], "--root", Root);
        Assert.Equal("versions/v1.0.0", Current());

        await ReleaseAsync("1.1.0");
        await RequireAsync(Path.Combine(Product, "bin/slipway-agent"), "update", "--no-restart", "--base-dir", Product);
        Assert.Equal("versions/v1.1.0", Current());
        Assert.Contains("edge-agent-1.1.0 verified", await RequireAsync(Path.Combine(Product, "bin/slipway-agent"), "verify", "--base-dir", Product), StringComparison.Ordinal);

        await RequireAsync(Path.Combine(Product, "bin/slipway-agent"), "rollback", "--base-dir", Product);
        Assert.Equal("versions/v1.0.0", Current());
    }

    [Fact]
    public async Task B09_Tuf_js_reads_what_is_in_a_bucket()
    {
        Assert.SkipWhen(TufJs.Obstacle is not null, TufJs.Obstacle ?? "");
        await ReleaseAsync("1.0.0");
        var device = await TufJs.CreateAsync(Shop.Terminal["tuf-js"], Shop.TrustAnchor);

        var (_, files) = await device.FetchAsync(new Uri(_shop.DeviceUrl, "acme/edge-agent/"), "stable/linux-x64.json", "rollout/stable.json", Shop.PathOf("1.0.0", "payload.tar.zst"));

        Assert.DoesNotContain(null, files.Values);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Shop.Bundle("1.0.0"), "payload.tar.zst")), files[Shop.PathOf("1.0.0", "payload.tar.zst")]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }
    }

    /// <summary>Publishes a version whose payload is sent in parts, and promotes it to every device.</summary>
    private async Task ReleaseAsync(string version)
    {
        await Shop.TypeAsync($"slipway publish {await _shop.BundleAsync(version, 9_000_000)} --channel canary");
        await Shop.TypeAsync($"slipway promote {version} --from canary --to beta");
        await Shop.TypeAsync($"slipway promote {version} --from beta --to stable --percent 100");
    }

    private string? Current() => new FileInfo(Path.Combine(Product, "current")).LinkTarget;

    private static async Task<string> RequireAsync(string program, params string[] arguments)
    {
        var run = await Command.RunAsync(program, arguments);
        Assert.True(run.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {run.ExitCode}\n{run.Output}{run.Error}");
        return run.Output;
    }
}
