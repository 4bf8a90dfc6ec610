using Slipway.Channels;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent update</c>: install what the channel decides, and keep it only if it is healthy.</summary>
internal static class UpdateCommand
{
    public static readonly CommandOption Force = new("--force", "install the running version again");

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var decision = await host.WithUpdaterAsync(updater => updater.UpdateAsync(host.Line.Has(Force), cancellation), cancellation);
        return await AnswerAsync(host, decision, cancellation);
    }

    /// <summary>Says what was done: one line, or the device record.</summary>
    public static async Task<int> AnswerAsync(AgentHost host, Decision decision, CancellationToken cancellation)
    {
        if (host.IsJson)
        {
            return await StatusCommand.RunAsync(host, cancellation);
        }

        if (decision.Target is { } target)
        {
            await host.Output.WriteLineAsync($"updated to {target.Version}");
        }

        return ExitCode.Done;
    }
}
