namespace Slipway.Cli.Tests;

/// <summary>A bundle that one machine packed without a key, signed on another that did not build it.</summary>
public sealed class SignTests : IAsyncLifetime
{
    private const string Hook = "\"hooks\": { \"pre_swap\": { \"command\": [\"run.sh\"], \"timeout_s\": 3 } }, \"channels\"";

    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_terminal["app"]);
        await File.WriteAllTextAsync(_terminal["app/run.sh"], "#!/bin/sh");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_terminal["app/run.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await DoneAsync("slipway init --product edge-agent --org acme --store releases");
    }

    [Fact]
    public async Task The_key_is_the_policys_and_what_is_signed_is_published_as_it_is()
    {
        await PackAsync();
        var payload = await File.ReadAllBytesAsync(_terminal["out/payload.tar.zst"]);

        await DoneAsync("slipway sign --bundle-dir out --product edge-agent --version 1.4.2 --rid linux-x64");
        await DoneAsync("slipway publish out --channel canary");

        Assert.Equal(payload, await File.ReadAllBytesAsync(Directory.EnumerateFiles(_terminal["releases"], "*.payload.tar.zst", SearchOption.AllDirectories).Single()));
    }

    [Theory]
    [InlineData("--version 1.4.3", "The version of the bundle is 1.4.2: expected 1.4.3. It was not signed.")]
    [InlineData("--rid linux-arm64", "The runtime of the bundle is linux-x64: expected linux-arm64. It was not signed.")]
    [InlineData("--product robot", "The product of the bundle is edge-agent: expected robot. It was not signed.")]
    public async Task Another_release_than_the_one_that_was_meant_is_not_signed(string option, string because)
    {
        await PackAsync();

        await RequireRefusedAsync($"slipway sign --bundle-dir out {option}", $"error SLP1035: {because}");
    }

    /// <summary>Whoever has the builder's key of one product has no business with another's.</summary>
    [Fact]
    public async Task Another_product_than_slipway_jsons_is_signed_only_where_that_is_said()
    {
        await DoneAsync("slipway bundle app --product robot --version 1.4.2 --rid linux-x64 --output out");

        await RequireRefusedAsync("slipway sign --bundle-dir out", "error SLP1063: The bundle is robot: expected edge-agent, the product of slipway.json. It was not signed.");
        await DoneAsync("slipway sign --bundle-dir out --product robot");
    }

    /// <summary>The agent's user runs hooks: whoever can change a bundle on its way must not be able to name one.</summary>
    [Fact]
    public async Task What_devices_run_around_an_update_is_what_slipway_json_says()
    {
        Edit("\"channels\"", Hook);
        await PackAsync();
        Edit(Hook, "\"channels\"");
        await RequireRefusedAsync("slipway sign --bundle-dir out", "error SLP1063: The bundle has other hooks than slipway.json: {\"pre_swap\":");

        Edit("\"channels\"", "\"health\": { \"unit\": \"edge-agent.service\" }, \"channels\"");
        await PackAsync();
        Edit("\"health\": { \"unit\": \"edge-agent.service\" }, \"channels\"", "\"channels\"");
        await RequireRefusedAsync("slipway sign --bundle-dir out", "error SLP1063: The bundle has other health than slipway.json: ");
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task PackAsync() => DoneAsync("slipway bundle app --version 1.4.2 --rid linux-x64 --output out");

    private void Edit(string from, string to) => File.WriteAllText(_terminal["slipway.json"], File.ReadAllText(_terminal["slipway.json"]).Replace(from, to, StringComparison.Ordinal));

    private async Task DoneAsync(string line)
    {
        var answer = await _terminal.TypeAsync(line);
        Assert.True(answer.ExitCode == 0, $"{line}\n{answer.Output}{answer.Error}");
    }

    private async Task RequireRefusedAsync(string line, string because)
    {
        var before = await File.ReadAllBytesAsync(_terminal["out/manifest.json"]);

        var answer = await _terminal.TypeAsync(line);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains(because, answer.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_terminal["out/manifest.json"]));
        Assert.False(File.Exists(_terminal["out/signature.sig"]));
    }
}
