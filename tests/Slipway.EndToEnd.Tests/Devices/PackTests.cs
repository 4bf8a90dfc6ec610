using Slipway.EndToEnd.Tests.Interop;

namespace Slipway.EndToEnd.Tests.Devices;

/// <summary>What <c>slipway export</c> and <c>slipway mirror</c> write, on devices that reach nothing else.</summary>
public sealed class PackTests : IAsyncLifetime
{
    private static readonly string Agent = Path.Combine(AppContext.BaseDirectory, "agents", "linux-x64", "slipway-agent");

    private readonly Shop _shop = new();

    private string Root => _shop.Terminal["a root"];

    private string Product => Path.Combine(Root, "opt/edge-agent");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists(Agent), "there is no agent for linux-x64 here: build.sh makes it");
        Directory.CreateDirectory(Root);
        await _shop.InitializeAsync();
        await ReleaseAsync("1.4.2");
        await _shop.TypeAsync("slipway export --channel canary --output old.pack");
    }

    public ValueTask DisposeAsync()
    {
        _shop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task B22_An_installer_with_a_pack_installs_the_product_without_a_network()
    {
        await _shop.TypeAsync("slipway installer --channel canary --rid linux-x64 --pack old.pack --exec run.sh --output install.sh");
        Directory.Delete(_shop.Terminal["releases"], recursive: true);

        var run = await InstallAsync();

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("edge-agent-1.4.2 verified", (await RunAgentAsync("verify")).Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Product, "state/install.pack")));
        Assert.Equal(0, (await InstallAsync()).ExitCode);
    }

    [Fact]
    public async Task B22_Packs_and_mirrors_are_applied_and_an_older_pack_is_refused()
    {
        await _shop.TypeAsync("slipway installer --channel canary --rid linux-x64 --exec run.sh --output install.sh");
        Assert.Equal(0, (await InstallAsync("--no-update")).ExitCode);
        var first = await ApplyAsync("old.pack");
        await ReleaseAsync("1.4.3");
        var mirrored = await _shop.TypeAsync("slipway mirror --channel canary --output mirror --prune");
        Directory.Delete(_shop.Terminal["releases"], recursive: true);

        var second = await ApplyAsync("mirror");
        var replayed = await ApplyAsync("old.pack");

        Assert.Contains("deleted 0", mirrored.Output, StringComparison.Ordinal);
        Assert.True((0, 0) == (first.ExitCode, second.ExitCode), first.Error + second.Error);
        Assert.Contains("SLP2003", replayed.Error, StringComparison.Ordinal);
        Assert.Contains("edge-agent-1.4.3 verified", (await RunAgentAsync("verify")).Output, StringComparison.Ordinal);
    }

    private async Task ReleaseAsync(string version)
    {
        await _shop.BundleAsync(version, $"#!/bin/sh\necho {version}\n");
        await _shop.TypeAsync($"slipway publish {_shop.Bundle(version)} --channel canary");
    }

    private Task<Answer> InstallAsync(params string[] options) => Command.RunAsync("/bin/sh", [_shop.Terminal["install.sh"], "--root", Root, .. options]);

    private Task<Answer> ApplyAsync(string pack) => RunAgentAsync("apply", _shop.Terminal[pack], "--offline", "--no-restart");

    private Task<Answer> RunAgentAsync(params string[] arguments) =>
        Command.RunAsync(Path.Combine(Product, "bin/slipway-agent"), [.. arguments, "--base-dir", Product]);
}
