using Slipway.Agent.Device;
using Slipway.Agent.Holds;
using Slipway.Storage;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent hold</c>: nothing is installed until <c>release</c>.</summary>
internal static class HoldCommand
{
    public static readonly CommandOption Reason = new("--reason", "why, for the device record and for who asks") { Value = "TEXT" };

    public static readonly CommandOption For = new("--for", "how long, as in 30m, 2h or 7d; without it until released") { Value = "DURATION" };

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var hold = new Hold(HoldFiles.Printable(host.Line.Value(Reason)), ReadEnd(host));
        await new HoldFiles(host.Layout).SetAsync(hold, cancellation);
        await host.Output.WriteLineAsync($"{hold.Explain()}{(IsBusy(host) ? "; what has been switched to already is not stopped" : "")}");
        return ExitCode.Done;
    }

    /// <summary>The lock is given back before anything is said: whoever reads that may be slow.</summary>
    private static bool IsBusy(AgentHost host)
    {
        using var alone = FileLock.TryAcquire(host.Layout.Lock);
        return alone is null;
    }

    /// <summary>By the time that counts for updates: where the clock was never set it is later than what the clock says.</summary>
    private static DateTimeOffset? ReadEnd(AgentHost host) =>
        host.Line.Value(For) is not { } text ? null
        : DurationText.TryParse(text, out var duration) && duration > TimeSpan.Zero ? new TimeFloor(host.Layout).LaterOf(host.Clock.GetUtcNow()) + duration
        : throw new UsageException($"{For.Name} cannot be '{text}': expected for example 30m, 2h or 7d");
}
