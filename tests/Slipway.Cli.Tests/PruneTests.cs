using System.Security.Cryptography;

namespace Slipway.Cli.Tests;

/// <summary>Cleaning a store up, typed as docs/cli.md has it.</summary>
public sealed class PruneTests : IAsyncLifetime
{
    private const string Store = "releases/default/edge-agent";

    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_terminal["app"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')");
        await _terminal.TypeAsync("slipway init --product edge-agent --store releases");
        await _terminal.TypeAsync("slipway bundle app --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output out");
        await _terminal.TypeAsync("slipway publish out --channel canary");
        Directory.Delete(_terminal["keys"], recursive: true);
    }

    [Fact]
    public async Task Prune_needs_no_key_says_what_it_would_delete_and_deletes_it()
    {
        var left = await LeftBehindAsync("12345", TimeSpan.FromDays(2));
        var young = await LeftBehindAsync("123456", TimeSpan.FromHours(1));
        var before = _terminal.Files;

        var dry = await _terminal.TypeAsync("slipway prune --dry-run");
        var afterDry = _terminal.Files;
        var answer = await _terminal.TypeAsync("slipway prune --json");

        Assert.Equal(before, afterDry);
        Assert.StartsWith($"{left}\nwould delete 1 files, 5 bytes; kept ", dry.Output, StringComparison.Ordinal);
        Assert.Empty(dry.Error);
        Assert.Equal((0, 1, 5, left), (answer.ExitCode, answer.Json.GetProperty("deleted").GetInt32(), answer.Json.GetProperty("deleted_bytes").GetInt32(), answer.Json.GetProperty("paths")[0].GetString()));
        Assert.Equal(before.Except([$"{Store}/{left}"]), _terminal.Files);
        Assert.Contains($"{Store}/{young}", _terminal.Files);
        Assert.Contains("canary     1.4.2", (await _terminal.TypeAsync("slipway status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_than_says_how_young_is_young()
    {
        await LeftBehindAsync("12345", TimeSpan.FromDays(2));

        var later = await _terminal.TypeAsync("slipway prune --older-than 3d");
        _terminal.Environment["SLIPWAY_OLDER_THAN"] = "47h";
        var sooner = await _terminal.TypeAsync("slipway prune");

        Assert.StartsWith("deleted 0 files, 0 bytes; ", later.Output, StringComparison.Ordinal);
        Assert.StartsWith("deleted 1 files, 5 bytes; ", sooner.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_understood_is_kept_with_a_warning()
    {
        await File.WriteAllTextAsync(_terminal[$"{Store}/metadata/9.canary.json"], "?");

        var answer = await _terminal.TypeAsync("slipway prune");

        Assert.Equal("slipway: warning: metadata/9.canary.json is kept: it is not known what it is.\n", answer.Error);
        Assert.Equal(0, answer.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> LeftBehindAsync(string content, TimeSpan age)
    {
        var path = $"targets/canary/{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)))}.linux-x64.json";
        await File.WriteAllTextAsync(_terminal[$"{Store}/{path}"], content);
        File.SetLastWriteTimeUtc(_terminal[$"{Store}/{path}"], DateTime.UtcNow - age);
        return path;
    }
}
