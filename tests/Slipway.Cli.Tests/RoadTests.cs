namespace Slipway.Cli.Tests;

/// <summary>The road from a folder to an installer, typed as the README has it.</summary>
public sealed class RoadTests : IDisposable
{
    private readonly Terminal _terminal = new();

    [Fact]
    public async Task A06_A23_every_line_of_the_road_works_as_written()
    {
        Directory.CreateDirectory(_terminal["app"]);
        Directory.CreateDirectory(_terminal["dist/tree"]);
        await File.WriteAllTextAsync(_terminal["app/run.py"], "print('hello')");
        await File.WriteAllTextAsync(_terminal["dist/tree/run.py"], "print('hello')");

        await DoneAsync($"slipway init --product edge-agent --org acme --store file://{_terminal["releases"]}", "before production");
        await DoneAsync("slipway bundle ./app --product edge-agent --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output dist/edge-agent-1.4.2", "sha256:");
        await DoneAsync("slipway sign --bundle-dir ./dist/tree --private-key file:keys/builder.pem --output-manifest ./dist/tree/manifest.json", "sha256:");
        await DoneAsync("slipway verify dist/edge-agent-1.4.2 --key keys/builder.pub.pem", "verified: 1 files");
        await DoneAsync("slipway verify dist/tree --key keys/builder.pub.pem", "verified: 1 files");
        await DoneAsync("slipway publish dist/edge-agent-1.4.2 --channel canary", "canary linux-x64 1.4.2 100%");
        await DoneAsync("slipway promote 1.4.2 --from canary --to beta", "beta linux-x64 1.4.2 10%");
        await DoneAsync("slipway rollout set --channel beta --percent 12.5", "beta 1.4.2 12.5%");
        await DoneAsync("slipway rollout halt --channel beta", "halted at 12.5%");
        await DoneAsync("slipway rollout resume --channel beta", "beta 1.4.2 12.5%");
        await DoneAsync("slipway status", "next to expire: timestamp");
        await File.WriteAllTextAsync(_terminal["agent"], "#!/bin/sh\n");
        await DoneAsync("slipway installer --channel beta --rid linux-x64 --output install.sh --agent agent --exec run.py", "install.sh");
    }

    [Fact]
    public async Task B08_the_same_folder_packed_in_two_places_gives_the_same_bytes()
    {
        using var other = new Terminal();
        await DoneAsync("slipway keys generate builder", "key id");
        Directory.CreateDirectory(other["keys"]);
        File.Copy(_terminal["keys/builder.pem"], other["keys/builder.pem"]);
        foreach (var terminal in new[] { _terminal, other })
        {
            Directory.CreateDirectory(terminal["app"]);
            await File.WriteAllTextAsync(terminal["app/run.py"], "print('hello')");
            await terminal.TypeAsync("slipway bundle app --product edge-agent --version 1.4.2 --rid linux-x64 --key file:keys/builder.pem --output out");
        }

        foreach (var file in new[] { "out/manifest.json", "out/payload.tar.zst", "out/signature.sig" })
        {
            Assert.Equal(await File.ReadAllBytesAsync(_terminal[file]), await File.ReadAllBytesAsync(other[file]));
        }
    }

    [Fact]
    public async Task Options_come_before_variables_and_variables_before_slipway_json()
    {
        await DoneAsync("slipway init --product edge-agent --org acme --store one", "repository");
        _terminal.Environment["SLIPWAY_STORE"] = "two";

        var byVariable = await _terminal.TypeAsync("slipway status");
        var byOption = await _terminal.TypeAsync("slipway status --store one");

        Assert.Contains("two/acme/edge-agent", byVariable.Error, StringComparison.Ordinal);
        Assert.Equal(0, byOption.ExitCode);
    }

    [Fact]
    public async Task Json_is_all_that_is_on_standard_output()
    {
        await DoneAsync("slipway init --product edge-agent --org acme --store releases", "repository");

        var status = await _terminal.TypeAsync("slipway status --json");
        var refusal = await _terminal.TypeAsync("slipway promote 1.0.0 --from canary --to beta --json");

        Assert.Equal(1, status.Json.GetProperty("timestamp_version").GetInt32());
        Assert.Equal("SLP3002", refusal.Json.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(1, refusal.ExitCode);
    }

    public void Dispose() => _terminal.Dispose();

    private async Task DoneAsync(string line, string said)
    {
        var answer = await _terminal.DoneAsync(line);

        Assert.Contains(said, answer.Output, StringComparison.Ordinal);
        Assert.Empty(answer.Error);
    }
}
