namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent confirm</c>: finish or undo what a reboot or a crash interrupted, without asking any repository. For the boot.</summary>
internal static class ConfirmCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var wasPending = await host.WithUpdaterAsync(updater => updater.ConfirmAsync(cancellation), cancellation);
        if (host.IsJson)
        {
            return await StatusCommand.RunAsync(host, cancellation);
        }

        await host.Output.WriteLineAsync(wasPending ? "finished" : "nothing was pending");
        return ExitCode.Done;
    }
}
