using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Slipway.Demo;

/// <summary>The road from <c>dotnet build /t:SignBundle</c> to a device that runs it, told step by step and verified at each.</summary>
internal sealed class Story(Workshop workshop) : IAsyncDisposable
{
    private readonly Shell _shell = new(workshop);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Server? _server;
    private Uri? _product;

    public async Task TellAsync(CancellationToken cancellation)
    {
        await PrepareAsync(cancellation);
        await ReleaseAsync("1.4.1", ["SignBundle", "PublishBundle"], cancellation);
        await InstallAsync(cancellation);
        await ReleaseAsync("1.4.2", ["PublishBundle"], cancellation);
        await UpdateAsync(cancellation);
        BreakHealth();
        await ReleaseAsync("1.4.3", ["PublishBundle"], cancellation);
        await SurviveAsync(cancellation);
        await AskDeviceAsync(cancellation);
        await TakeBackAsync(cancellation);
        SayWhatIsNext();
    }

    public async ValueTask DisposeAsync()
    {
        ServiceScript.StopLeftOver(workshop);
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        Title("A product, its keys and its repository");
        await SlipwayAsync(["init", "--product", "edge-agent", "--org", "acme", "--store", $"file://{workshop.Store}"], cancellation);
        _server = await Server.StartAsync(workshop, cancellation);
        _product = new Uri($"http://127.0.0.1:{FindFreePort()}/");
        EditPolicy(_server.Address);
        EditSettings(settings => settings.Replace("http://127.0.0.1:8080", _product.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        Say("the demo's own slipway.json sets stable's bake time from 48h to 0 and all waves to 100%; yours should not");
    }

    private async Task ReleaseAsync(string version, string[] targets, CancellationToken cancellation)
    {
        Title($"Release {version}: built once, promoted by reference");
        foreach (var target in targets)
        {
            var built = await RunAsync($"dotnet build /t:{target} /p:Version={version}", Dotnet.Program, ["build", $"/t:{target}", $"/p:Version={version}", "-nologo"], cancellation);
            Say(Line(built, target == "SignBundle" ? $"edge-agent {version}" : "canary").Replace(workshop.Root, "…", StringComparison.Ordinal));
        }

        await SlipwayAsync(["promote", version, "--from", "canary", "--to", "beta"], cancellation);
        var promoted = await SlipwayAsync(["promote", version, "--from", "beta", "--to", "stable"], cancellation);
        Require(promoted.Contains($"{version} 100%", StringComparison.Ordinal), $"stable does not offer {version} to everyone: {promoted}");
    }

    private async Task InstallAsync(CancellationToken cancellation)
    {
        Title("A device, installed by one file");
        await SlipwayAsync(["installer", "--channel", "stable", "--output", "install.sh"], cancellation);
        await RunAsync("sh install.sh --root device --start", "sh", ["install.sh", "--root", workshop.Device, "--start"], cancellation);
        await RequireVersionAsync("1.4.1", cancellation);
        Say($"the service runs: GET {_product} answers 1.4.1");
    }

    private async Task UpdateAsync(CancellationToken cancellation)
    {
        Title("An update, while a client keeps asking");
        await using var poller = new Poller(_product!);
        var output = await AgentAsync("update", expected: 0, cancellation);
        await RequireVersionAsync("1.4.2", cancellation);
        Quote(output, "staging extracted", "atomic swap complete");
        Say($"the client had {poller.Answers} answers, {poller.Versions}; the restart kept it waiting for {poller.LongestSilence.TotalSeconds:0.0} s");
    }

    private void BreakHealth() => EditSettings(settings => settings.Replace("\"simulate_fault\": false", "\"simulate_fault\": true", StringComparison.Ordinal));

    private async Task SurviveAsync(CancellationToken cancellation)
    {
        Title("1.4.3 says that it is unhealthy");
        var output = await AgentAsync("update", expected: 1, cancellation);
        await RequireVersionAsync("1.4.2", cancellation);
        Quote(output, "SLP4007");
        Say($"rolled back by itself: GET {_product} answers 1.4.2 again; now the device refuses to try 1.4.3 once more");
        Quote(await AgentAsync("update", expected: 1, cancellation), "SLP4009");
    }

    private async Task AskDeviceAsync(CancellationToken cancellation)
    {
        Title("What the device says");
        using var status = JsonDocument.Parse(await RunAsync(null, workshop.Agent, ["status", "--json"], cancellation));
        Require(status.RootElement.GetProperty("current_version").GetString() == "1.4.2", "the device does not say that it runs 1.4.2");
        Require(status.RootElement.GetProperty("quarantine").GetArrayLength() == 1, "the device does not say what it has quarantined");
        Quote(await AgentAsync("status", expected: 0, cancellation), "current version", "reason", "quarantine");
        Quote(await AgentAsync("verify", expected: 0, cancellation), "edge-agent-1.4.2 verified");
        var onAir = status.RootElement.GetProperty("quarantine")[0].GetProperty("on_air_s").GetDouble();
        Require(onAir is > 0 and < 30, $"the bad release was on the air for {onAir} s: expected less than 30");
    }

    private async Task TakeBackAsync(CancellationToken cancellation)
    {
        Title("1.4.3 is taken back, in every channel");
        var yanked = await SlipwayAsync(["yank", "1.4.3", "--reason", "unhealthy"], cancellation);
        Quote(yanked, "stable: rolled back to 1.4.2");
    }

    private void SayWhatIsNext()
    {
        Title("Try next, in artifacts/demo/edge-agent");
        Say("../../bin/Slipway.Cli/release/slipway status");
        Say("../../bin/Slipway.Cli/release/slipway promote 1.4.3 --from beta --to stable --plan");
    }

    private Task<string> SlipwayAsync(string[] arguments, CancellationToken cancellation) =>
        RunAsync($"slipway {string.Join(' ', arguments)}".Replace(workshop.Root, "…", StringComparison.Ordinal), workshop.Slipway, arguments, cancellation);

    private Task<string> AgentAsync(string command, int expected, CancellationToken cancellation) =>
        _shell.RunAsync($"slipway-agent {command}", workshop.Agent, [command], workshop.App, cancellation, expected);

    private Task<string> RunAsync(string? shown, string program, string[] arguments, CancellationToken cancellation) =>
        _shell.RunAsync(shown, program, arguments, workshop.App, cancellation);

    private async Task RequireVersionAsync(string expected, CancellationToken cancellation)
    {
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var version = await Poller.ReadVersionAsync(_client, _product!, cancellation);
                Require(version == expected, $"the service says it is {version}: expected {expected}");
                return;
            }
            catch (HttpRequestException) when (patience.Elapsed < TimeSpan.FromSeconds(15))
            {
                await Task.Delay(100, cancellation);
            }
        }
    }

    private void EditPolicy(Uri server)
    {
        var file = Path.Combine(workshop.App, "slipway.json");
        var service = """{ "kind": "command", "start": "sh $SLIPWAY_BASE_DIR/../../../service.sh start", "stop": "sh $SLIPWAY_BASE_DIR/../../../service.sh stop", "restart": "sh $SLIPWAY_BASE_DIR/../../../service.sh restart" }""";
        var text = File.ReadAllText(file)
            .Replace("\"bake\": \"48h\"", "\"bake\": \"0\"", StringComparison.Ordinal)
            .Replace("[1, 10, 50, 100]", "[100]", StringComparison.Ordinal)
            .Replace("[10, 50, 100]", "[100]", StringComparison.Ordinal)
            .Replace("  \"channels\"", $"  \"device_urls\": [\"{server}\"],\n  \"service\": {service},\n  \"health\": {Health()},\n  \"channels\"", StringComparison.Ordinal);
        File.WriteAllText(file, text);
    }

    /// <summary>The default contract at the demo's port, without the limit on the processor: a machine that has just compiled is busy.</summary>
    private string Health() =>
        $$"""{ "url": "{{_product}}health", "deadline_s": 6, "interval_s": 1, "conditions": ["status == \"healthy\"", "metrics.disk_percent < 99", "cloud.queue_depth < 10000", "agent.running == true"] }""";

    private void EditSettings(Func<string, string> edit)
    {
        var file = Path.Combine(workshop.App, "edge-agent.json");
        var before = File.ReadAllText(file);
        var after = edit(before);
        Require(before != after, "the sample's edge-agent.json is not what the demo expects");
        File.WriteAllText(file, after);
    }

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string Line(string output, string mark) =>
        output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Contains(mark, StringComparison.Ordinal))
        ?? throw new StepFailedException($"Nothing was said about '{mark}':{Environment.NewLine}{output}");

    /// <summary>Shows the lines that hold one of the marks, each of which must be there; without marks, all lines.</summary>
    private static void Quote(string output, params string[] marks)
    {
        foreach (var line in marks.Length == 0 ? output.Split('\n') : marks.Select(mark => Line(output, mark)))
        {
            Console.WriteLine($"    {line.TrimEnd()}");
        }
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new StepFailedException($"{otherwise}.");
        }
    }

    private static void Title(string text) => Console.WriteLine($"\n{text}");

    private static void Say(string text) => Console.WriteLine($"    {text}");
}
