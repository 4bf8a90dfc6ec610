using System.Text.Json.Nodes;
using Slipway.EndToEnd.Tests.Interop;

namespace Slipway.EndToEnd.Tests.Devices;

/// <summary>Where the product comes from: a project whose releases are typed with <c>slipway</c>, and which machines see as <c>/srv</c>.</summary>
internal sealed class Factory : IDisposable
{
    private readonly Shop _shop = new();

    /// <summary>The folder that machines see as <c>/srv</c>.</summary>
    public string Folder => Path.GetDirectoryName(_shop.TrustAnchor)!;

    public async Task InitializeAsync()
    {
        await _shop.InitializeAsync();
        var policy = JsonNode.Parse(await File.ReadAllTextAsync(_shop.Terminal["slipway.json"]))!.AsObject();
        policy["device_urls"] = new JsonArray("file:///srv/releases");
        policy["health"] = new JsonObject { ["deadline_s"] = 8 };
        policy["service"] = new JsonObject { ["kind"] = "systemd", ["exec"] = "edge-agent" };
        await File.WriteAllTextAsync(_shop.Terminal["slipway.json"], policy.ToJsonString());
    }

    /// <summary>Releases the product to every canary device.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="behaviour">What it does: healthy, unhealthy, hangs, crashes.</param>
    public async Task ReleaseAsync(string version, string behaviour)
    {
        var payload = Directory.CreateDirectory(_shop.Terminal[$"payload-{version}"]).FullName;
        File.Copy(SourceTree.At("tests/Slipway.EndToEnd.Tests/Devices/edge-agent.pl"), Path.Combine(payload, "edge-agent"));
        await File.WriteAllTextAsync(Path.Combine(payload, "behaviour"), behaviour);
        await _shop.TypeAsync($"slipway bundle payload-{version} --product edge-agent --version {version} --rid linux-x64 --key file:keys/builder.pem --output {_shop.Bundle(version)}");
        await _shop.TypeAsync($"slipway publish {_shop.Bundle(version)} --channel canary");
    }

    /// <summary>Makes <c>/srv/install.sh</c>.</summary>
    public Task GenerateInstallerAsync() => _shop.TypeAsync("slipway installer --channel canary --rid linux-x64 --output install.sh");

    /// <summary>Makes <c>/srv/install.sh</c> with the product in it.</summary>
    public async Task PackInstallerAsync()
    {
        await _shop.TypeAsync("slipway export --channel canary --rid linux-x64 --output edge-agent.pack");
        await _shop.TypeAsync("slipway installer --channel canary --rid linux-x64 --pack edge-agent.pack --output install.sh");
    }

    public void Dispose() => _shop.Dispose();
}
