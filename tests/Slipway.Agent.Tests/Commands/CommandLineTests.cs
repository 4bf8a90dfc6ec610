using Slipway.Agent.Commands;

namespace Slipway.Agent.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "no command was given")]
    [InlineData("upgrade", "'upgrade' is not a command: expected update, check, status, verify, rollback")]
    [InlineData("update now", "'now' is one word too many after 'update'")]
    [InlineData("update --yes", "'--yes' is not an option")]
    [InlineData("update --base-dir", "--base-dir needs a folder")]
    [InlineData("update --base-dir=", "--base-dir needs a folder")]
    [InlineData("status --force", "--force and --no-restart belong to update")]
    public async Task A33_A_command_line_that_cannot_be_used_is_explained_and_exits_with_2(string arguments, string complaint)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var exitCode = await AgentProgram.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error, TimeProvider.System, CancellationToken.None);

        Assert.Equal(2, exitCode);
        Assert.StartsWith($"slipway-agent: {complaint}\n", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData("--help", "Usage: slipway-agent COMMAND")]
    [InlineData("--version", "slipway-agent 0.1.0 (framework-dependent)")]
    public async Task Help_and_version_are_results(string argument, string start)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var exitCode = await AgentProgram.RunAsync([argument], output, error, TimeProvider.System, CancellationToken.None);

        Assert.Equal(0, exitCode);
        Assert.StartsWith(start, output.ToString(), StringComparison.Ordinal);
    }
}
