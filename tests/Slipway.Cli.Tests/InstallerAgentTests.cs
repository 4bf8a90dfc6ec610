using Slipway.Publishing.Installers;

namespace Slipway.Cli.Tests;

/// <summary>Where <c>slipway installer</c> finds the agent for another machine.</summary>
public sealed class InstallerAgentTests : IAsyncLifetime
{
    private const string Line = "slipway installer --channel canary --rid linux-arm64 --exec run.py --output install.sh";

    private readonly Terminal _terminal = new();

    public async ValueTask InitializeAsync()
    {
        _terminal.Environment["SLIPWAY_AGENTS"] = _terminal["agents"];
        _terminal.Environment["NUGET_PACKAGES"] = _terminal["packages"];
        Assert.Equal(0, (await _terminal.TypeAsync("slipway init --product edge-agent --org acme --store releases")).ExitCode);
    }

    [Fact]
    public async Task An_agent_that_is_nowhere_is_refused_with_the_line_that_brings_it()
    {
        var answer = await _terminal.TypeAsync(Line);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("error SLP1080: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"<PackageReference Include=\"Slipway.Agent.linux-arm64\" Version=\"{Version}\"", answer.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_terminal["install.sh"]));
    }

    [Theory]
    [InlineData("agents/linux-arm64")]
    [InlineData("packages/slipway.agent.linux-arm64/VERSION/tools")]
    public async Task An_agent_in_the_folder_of_agents_or_among_NuGets_packages_is_taken(string folder)
    {
        await WriteAgentAsync(folder);

        var answer = await _terminal.TypeAsync(Line);

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.StartsWith("#!/bin/sh", await File.ReadAllTextAsync(_terminal["install.sh"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_of_another_version_is_not_taken()
    {
        await WriteAgentAsync("packages/slipway.agent.linux-arm64/0.0.1/tools");

        Assert.Contains("error SLP1080: ", (await _terminal.TypeAsync(Line)).Error, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync()
    {
        _terminal.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Version { get; } = typeof(Installer).Assembly.GetName().Version!.ToString(3);

    private async Task WriteAgentAsync(string folder)
    {
        var place = _terminal[folder.Replace("VERSION", Version, StringComparison.Ordinal)];
        Directory.CreateDirectory(place);
        await File.WriteAllTextAsync(Path.Combine(place, "slipway-agent"), "#!/bin/sh\n");
    }
}
