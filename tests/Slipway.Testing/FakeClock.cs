namespace Slipway.Testing;

/// <summary>A clock that stands still until a test moves it. Timers fire when it is moved past them.</summary>
public sealed class FakeClock(DateTimeOffset now) : TimeProvider
{
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = now;

    public DateTimeOffset Now
    {
        get => _now;
        set
        {
            _now = value;
            FakeTimer[] due;
            lock (_timers)
            {
                due = [.. _timers.Where(timer => timer.Due <= value)];
                _timers.RemoveAll(timer => timer.Due <= value);
            }

            foreach (var timer in due)
            {
                timer.Fire();
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(() => callback(state)) { Due = Now + dueTime };
        lock (_timers)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    private sealed class FakeTimer(Action fire) : ITimer
    {
        private bool _isStopped;

        public DateTimeOffset Due { get; init; }

        public void Fire()
        {
            if (!_isStopped)
            {
                fire();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !(_isStopped |= dueTime == Timeout.InfiniteTimeSpan);

        public void Dispose() => _isStopped = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
