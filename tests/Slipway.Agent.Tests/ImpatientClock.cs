namespace Slipway.Agent.Tests;

/// <summary>The system's clock, but what waits for a time to pass waits a fiftieth of it. Deadlines are as long as ever.</summary>
internal sealed class ImpatientClock : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 50 : dueTime, period);
}
