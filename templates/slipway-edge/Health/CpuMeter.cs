using System.Globalization;

namespace EdgeAgent.Health;

/// <summary>The share of the machine's processor time that was busy, measured between two looks at /proc/stat.</summary>
/// <remarks>Looks that follow each other within a second share one answer: a shorter stretch says nothing.</remarks>
internal sealed class CpuMeter
{
    private const string Source = "/proc/stat";
    private static readonly TimeSpan ShortestStretch = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _measuredAt;
    private (long Busy, long Total) _before;
    private int _percent;

    public CpuMeter(TimeProvider time)
    {
        _time = time;
        _measuredAt = time.GetTimestamp();
        _before = Read();
    }

    /// <summary>0 to 100; 0 until a second has passed, and where there is no /proc/stat.</summary>
    public int Percent()
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_measuredAt) >= ShortestStretch)
            {
                Measure();
            }

            return _percent;
        }
    }

    private void Measure()
    {
        var now = Read();
        var total = now.Total - _before.Total;
        _percent = total > 0 ? (int)Math.Clamp(100 * (now.Busy - _before.Busy) / total, 0, 100) : 0;
        _before = now;
        _measuredAt = _time.GetTimestamp();
    }

    // cpu  user nice system idle iowait irq softirq steal guest guest_nice; guests are counted in user and nice already.
    private static (long Busy, long Total) Read()
    {
        if (!File.Exists(Source))
        {
            return default;
        }

        var line = File.ReadLines(Source).First();
        var ticks = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        var total = ticks.Sum();
        return (total - ticks[3] - ticks[4], total);
    }
}
