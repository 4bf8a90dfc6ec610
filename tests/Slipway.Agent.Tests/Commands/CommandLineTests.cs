using Slipway.Agent.Commands;

namespace Slipway.Agent.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "no command was given")]
    [InlineData("upgrade", "'upgrade' is not a command: expected update, ")]
    [InlineData("update now", "'now' is one word too many after 'update'")]
    [InlineData("update --yes", "'--yes' is not an option")]
    [InlineData("--yes", "'--yes' is not an option")]
    [InlineData("update --base-dir", "--base-dir needs DIR")]
    [InlineData("update --base-dir=", "--base-dir needs DIR")]
    [InlineData("update --force=yes", "--force takes no value")]
    [InlineData("status --force", "--force belongs to update, apply, not to status")]
    [InlineData("apply", "apply needs PACK: a file that")]
    [InlineData("apply a.pack b.pack", "'b.pack' is one word too many after 'a.pack'")]
    [InlineData("--no-restart check", "--no-restart belongs to update")]
    public async Task A33_A_command_line_that_cannot_be_used_is_explained_and_exits_with_2(string arguments, string complaint)
    {
        var (exitCode, output, error) = await RunAsync(arguments);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"slipway-agent: {complaint}", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--help", "Usage: slipway-agent COMMAND")]
    [InlineData("-h", "Usage: slipway-agent COMMAND")]
    [InlineData("update --help", "Usage: slipway-agent update [OPTION...]")]
    [InlineData("--version", "slipway-agent 0.1.0 (framework-dependent)")]
    [InlineData("update --version", "slipway-agent 0.1.0 (framework-dependent)")]
    public async Task Help_and_version_are_results(string arguments, string start)
    {
        var (exitCode, output, _) = await RunAsync(arguments);

        Assert.Equal(0, exitCode);
        Assert.StartsWith(start, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_and_every_option_has_its_line_in_the_help()
    {
        var (_, agent, _) = await RunAsync("--help");
        foreach (var command in AgentCommands.All)
        {
            var (_, help, _) = await RunAsync($"{command.Name} --help");

            Assert.Contains($"  {command.Name} ", agent, StringComparison.Ordinal);
            Assert.All(command.AllOptions, option => Assert.Contains($"  {option.Usage} ", help, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void A_switch_can_be_set_by_its_variable(string value, bool isSet)
    {
        var line = CommandLine.Parse(["update"], name => name == "SLIPWAY_NO_RESTART" ? value : null);

        Assert.Equal(isSet, line.Has(CommonOptions.NoRestart));
    }

    [Fact]
    public void What_is_typed_comes_before_the_environment()
    {
        var line = CommandLine.Parse(["--base-dir=/opt/typed", "status"], name => $"/opt/{name}");

        Assert.Equal("/opt/typed", line.Value(CommonOptions.BaseFolder));
    }

    /// <summary>A variable is set once and forgotten: it must not install the running version again at every hour.</summary>
    [Fact]
    public void Force_has_to_be_typed()
    {
        var line = CommandLine.Parse(["update"], _ => "1");

        Assert.False(line.Has(UpdateCommand.Force));
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await AgentProgram.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, TimeProvider.System, CancellationToken.None);
        return (exitCode, output.ToString(), error.ToString());
    }
}
