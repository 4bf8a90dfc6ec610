using Slipway.Channels;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent update</c>: install what the channel decides, and keep it only if it is healthy.</summary>
internal static class UpdateCommand
{
    public static readonly CommandOption Force = new("--force", "install the running version again");

    /// <summary>It has no variable: whoever overrides the operator says so each time.</summary>
    public static readonly CommandOption IgnoreHold = new("--ignore-hold", "install although updates are held, or outside the maintenance window");

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
            await StatusCommand.RunAsync(host, cancellation);
        }
        else if (decision is { Kind: DecisionKind.Update or DecisionKind.RollBack, Target: { } target })
        {
            await host.Output.WriteLineAsync($"updated to {target.Version}");
        }

        return ExitCode.Of(decision);
    }
}
