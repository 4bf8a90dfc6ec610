using Slipway.Agent.Holds;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent release</c>: ends what <c>hold</c> began.</summary>
internal static class ReleaseCommand
{
    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var files = new HoldFiles(host.Layout);
        files.Clear();
        await host.Output.WriteLineAsync(files.IsHeldByFile
            ? $"updates are still held by {host.Layout.HoldFile}: whoever made it removes it"
            : "updates are not held");
        return files.IsHeldByFile ? ExitCode.TryAgain : ExitCode.Done;
    }
}
