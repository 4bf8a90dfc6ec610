namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent rollback</c>: go back to the previous version, and keep the one that is left from coming back.</summary>
internal static class RollbackCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var version = await host.WithUpdaterAsync(updater => updater.RollBackAsync(cancellation), cancellation);
        if (host.IsJson)
        {
            return await StatusCommand.RunAsync(host, cancellation);
        }

        await host.Output.WriteLineAsync($"rolled back to {version}");
        return ExitCode.Done;
    }
}
