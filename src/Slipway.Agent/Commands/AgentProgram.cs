using Slipway.Agent.Device;

namespace Slipway.Agent.Commands;

/// <summary>The program without its process: from arguments to an exit code.</summary>
internal static class AgentProgram
{
    private const string Name = "slipway-agent";

    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            var line = CommandLine.Parse(arguments, Environment.GetEnvironmentVariable);
            if (line.AsksForHelp || line.AsksForVersion)
            {
                await output.WriteLineAsync(line.AsksForHelp ? HelpText.Of(line.Command) : $"{Name} {AgentVersion.Text} ({AgentVersion.Build})");
                return ExitCode.Done;
            }

            return await RunCommandAsync(line, line.Command!, output, error, clock, cancellation);
        }
        catch (UsageException misuse)
        {
            await error.WriteLineAsync($"{Name}: {misuse.Message}\n\n{HelpText.Of(command: null)}");
            return ExitCode.Usage;
        }
        catch (SlipwayException refusal)
        {
            await ExplainAsync(refusal, error);
            return ExitCode.Of(refusal);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync($"{Name}: stopped; the next run finishes or undoes what was begun");
            return ExitCode.TryAgain;
        }
    }

    private static async Task<int> RunCommandAsync(
        CommandLine line, AgentCommand command, TextWriter output, TextWriter error, TimeProvider clock, CancellationToken cancellation)
    {
        var layout = DeviceLayout.Find(line.Value(CommonOptions.BaseFolder), Environment.ProcessPath);
        var host = new AgentHost(line, layout, output, error, clock);
        try
        {
            return await command.RunAsync(host, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Disk, $"A file below {layout.Base} cannot be read or written: {failure.Message}", failure)
            {
                Hint = "Make room, or run the agent as the user that owns the folder. What was begun is finished or undone by the next run.",
            };
        }
    }

    private static async Task ExplainAsync(SlipwayException refusal, TextWriter error)
    {
        if (refusal is TrustException { Failure: TrustFailure.BadSignature or TrustFailure.ThresholdNotMet })
        {
            await error.WriteLineAsync($"{Name}: Signature verification failed — rejecting update");
        }

        await error.WriteLineAsync($"{Name}: error {refusal.Code}: {refusal.Message}");
        if (refusal.Hint is { } hint)
        {
            await error.WriteLineAsync($"{Name}: hint: {hint}");
        }
    }
}
