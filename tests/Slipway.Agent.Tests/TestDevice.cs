using System.Text.Json.Nodes;
using Slipway.Agent.Commands;
using Slipway.Agent.Device;

namespace Slipway.Agent.Tests;

/// <summary>A device in a folder, its repository beside it, and a service of real commands that "runs" the version it was restarted with.</summary>
internal sealed class TestDevice : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HealthServer _server;

    public TestDevice()
    {
        Layout = new DeviceLayout(_folder["device"]);
        _server = new HealthServer(_folder["served.json"]);
        Repository = new TestRepository(_folder["repository"], _server.Address);
        Directory.CreateDirectory(Layout.Base);
        Configure(start: $"cat \"$SLIPWAY_CURRENT/health.json\" > {_folder["served.json"]}; echo \"$SLIPWAY_VERSION\" >> {_folder["starts"]}");
    }

    public DeviceLayout Layout { get; }

    public TestRepository Repository { get; }

    public TimeProvider Clock { get; } = new ImpatientClock();

    /// <summary>The versions that the service was started with, in order.</summary>
    public string[] Starts => File.Exists(_folder["starts"]) ? File.ReadAllLines(_folder["starts"]) : [];

    public string? Current => new FileInfo(Layout.Current).LinkTarget;

    public string? Previous => new FileInfo(Layout.Previous).LinkTarget;

    public string[] Versions => Directory.Exists(Layout.Versions) ? [.. Directory.EnumerateFileSystemEntries(Layout.Versions).Select(path => Path.GetFileName(path)!).Order()] : [];

    /// <summary>Where the service says how it is.</summary>
    public Uri HealthAddress => _server.Address;

    public string Served => _folder["served.json"];

    public string Scratch(string name) => _folder[name];

    public void Configure(string start, string stop = "rm -f served.json")
    {
        var stopHere = stop.Replace("served.json", _folder["served.json"], StringComparison.Ordinal);
        File.WriteAllText(
            Layout.Configuration,
            $$"""
            {"format":"slipway-device/1","product":"edge-agent","organization":"acme","rid":"linux-x64","device_id":"device-1",
             "repositories":["{{Repository.Address}}"],
             "service":{"kind":"command","start":"{{start.Replace("\"", "\\\"", StringComparison.Ordinal)}}","stop":"{{stopHere}}"}
            }
            """);
    }

    /// <summary>Changes device.json.</summary>
    public void Amend(Action<JsonObject> change)
    {
        var json = JsonNode.Parse(File.ReadAllText(Layout.Configuration))!.AsObject();
        change(json);
        File.WriteAllText(Layout.Configuration, json.ToJsonString());
    }

    public async Task<AgentRun> RunAsync(params string[] arguments)
    {
        if (!File.Exists(Layout.TrustAnchor) && File.Exists(Repository.TrustAnchor))
        {
            File.Copy(Repository.TrustAnchor, Layout.TrustAnchor);
        }

        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await AgentProgram.RunAsync([.. arguments, "--base-dir", Layout.Base], output, error, Clock, CancellationToken.None);
        return new AgentRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Publishes and installs a release.</summary>
    public async Task InstallAsync(string version)
    {
        await Repository.PublishAsync(new ReleaseRecipe(version));
        var run = await RunAsync("update");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    public void Dispose()
    {
        _server.Dispose();
        Repository.Dispose();
        _folder.Dispose();
    }
}
