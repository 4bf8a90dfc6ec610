using Slipway.Agent.Device;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Agent.Holds;

/// <summary>Lets an update wait while the operator holds updates, or until the maintenance window opens. It only ever makes a device do less.</summary>
/// <remarks>A hold holds a device on a yanked release, too: it may be in motion. A closed window does not, unless device.json says so.</remarks>
/// <param name="hold">What holds now, or null.</param>
/// <param name="window">When updates may be installed; null for always.</param>
public sealed class OperatorGate(Hold? hold, MaintenanceWindow? window)
{
    // As far as the clocks of a publisher and of a device that are both right may be apart.
    private static readonly TimeSpan Tolerance = TimeSpan.FromHours(1);

    /// <summary>Nobody objects.</summary>
    public static OperatorGate Open { get; } = new(hold: null, window: null);

    /// <summary>The gate as it is now.</summary>
    public static OperatorGate Read(DeviceLayout layout, DeviceConfiguration configuration, DateTimeOffset time) =>
        new(new HoldFiles(layout).Find(time), configuration.Maintenance);

    /// <summary>The decision, or that it has to wait and why.</summary>
    /// <param name="decision">What the channel decides.</param>
    /// <param name="isInstalled">Whether anything runs here: a first version disturbs nobody, and waits for no window.</param>
    /// <param name="clock">What the system's clock says.</param>
    /// <param name="floor">The latest time that is proven.</param>
    public Decision Apply(Decision decision, bool isInstalled, DateTimeOffset clock, DateTimeOffset floor)
    {
        if (decision.Kind is not (DecisionKind.Update or DecisionKind.RollBack))
        {
            return decision;
        }

        return hold is not null ? Wait(decision, ReasonCode.Held, hold.Explain())
            : isInstalled && !LeavesNow(decision) && ClosedBecause(clock, floor) is { } why ? Wait(decision, ReasonCode.Maintenance, why)
            : decision;
    }

    private bool LeavesNow(Decision decision) => decision.Leaving is not null && window is { LetsYankedLeave: true };

    /// <summary>A clock that was never set says nothing about the hour: the window is closed until it is.</summary>
    private string? ClosedBecause(DateTimeOffset clock, DateTimeOffset floor) =>
        window is null ? null
        : clock + Tolerance < floor ? "there is a maintenance window, and the clock is not set"
        : window.IsOpen(clock) ? null
        : window.Explain(clock);

    private static Decision Wait(Decision decision, ReasonCode reason, string why) =>
        decision with
        {
            Kind = DecisionKind.Wait,
            Reason = reason,
            Explanation = $"{decision.Target!.Version} is not installed: {why}.{(decision.Leaving is { } yanked ? $" {yanked.Explain()} It runs on." : "")}",
        };
}
