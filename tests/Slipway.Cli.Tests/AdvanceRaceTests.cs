using System.Runtime.Versioning;
using Slipway.Testing.Servers;

namespace Slipway.Cli.Tests;

/// <summary>Two schedules that call <c>rollout advance</c> at the same moment: both have asked the gates about the same wave before one of them signs.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AdvanceRaceTests : IAsyncDisposable
{
    // Lets pass when both processes have come.
    private const string Meeting = """
        #!/bin/sh
        : > "met.$$"
        for i in $(seq 1200); do
          [ "$(ls met.* | wc -l)" -ge 2 ] && exit 0
          sleep 0.05
        done
        exit 1

        """;

    private readonly S3Server _server = new();
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task B19_two_at_once_on_a_folder_begin_one_wave()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");

        await RaceAsync("releases");
    }

    [Fact]
    public async Task B19_two_at_once_on_a_bucket_begin_one_wave()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It runs shell scripts.");
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        var endpoint = await _server.StartAsync();
        await using var bucket = await endpoint.CreateBucketAsync();
        foreach (var (name, value) in endpoint.Environment)
        {
            _terminal.Environment[name] = value;
        }

        await RaceAsync($"{bucket.Store}");
    }

    public async ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        await _server.DisposeAsync();
    }

    private async Task RaceAsync(string store)
    {
        await PublishAsync(store);

        var racers = await Task.WhenAll(_terminal.TypeAsync("slipway rollout advance --channel canary --json"), _terminal.TypeAsync("slipway rollout advance --channel canary --json"));

        // In a bucket, two who sign the very same bytes in the same second have both published them.
        Assert.Contains(string.Join(' ', racers.Select(racer => $"{racer.ExitCode} {OutcomeOf(racer)}").Order(StringComparer.Ordinal)), (string[])["0 advanced 3 overtaken", "0 advanced 0 advanced"]);
        Assert.All(racers, racer => Assert.Equal(10, racer.Json.GetProperty("channels")[0].GetProperty("percent").GetDecimal()));
        var history = await _terminal.TypeAsync("slipway history --json");
        Assert.Single(history.Json.GetProperty("events").EnumerateArray(), happened => happened.GetProperty("event").GetString() == "widened");
        Assert.Equal(3, (await _terminal.TypeAsync("slipway rollout advance --channel canary")).ExitCode);
    }

    private static string? OutcomeOf(Answer racer) => racer.Json.GetProperty("channels")[0].GetProperty("outcome").GetString();

    /// <summary>The first wave is over at once, the second one after an hour.</summary>
    private async Task PublishAsync(string store)
    {
        Directory.CreateDirectory(_terminal["app"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')");
        await File.WriteAllTextAsync(_terminal["meet.sh"], Meeting);
        File.SetUnixFileMode(_terminal["meet.sh"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await DoneAsync($"slipway init --product edge-agent --org acme --store {store}");
        var policy = await File.ReadAllTextAsync(_terminal["slipway.json"]);
        await File.WriteAllTextAsync(_terminal["slipway.json"], policy.Replace(
            "\"canary\": { \"waves\": [100] }",
            """
            "canary": { "waves": [{ "percent": 1, "soak": "0" }, { "percent": 10, "soak": "1h" }, 100], "gates": [{ "name": "meeting", "command": ["./meet.sh"], "when": "advance" }] }
            """,
            StringComparison.Ordinal));
        await DoneAsync("slipway bundle app --product edge-agent --version 1.4.1 --rid linux-x64 --key file:keys/builder.pem --output 1.4.1");
        await DoneAsync("slipway publish 1.4.1 --channel canary");
    }

    private async Task DoneAsync(string line)
    {
        var answer = await _terminal.TypeAsync(line);
        Assert.True(answer.ExitCode == 0, answer.Error);
    }
}
