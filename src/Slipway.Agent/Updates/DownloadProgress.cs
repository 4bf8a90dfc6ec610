using Slipway.Agent.Device;

namespace Slipway.Agent.Updates;

/// <summary>Shows in the last report how far a download is, now and then, and not durably: what a power cut takes of it, nobody misses.</summary>
internal sealed class DownloadProgress(DeviceLayout layout, TimeProvider clock, DeviceReport report, long total, int from, int to) : IProgress<long>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private long _lastWrite = clock.GetTimestamp();

    public void Report(long value)
    {
        if (total <= 0 || clock.GetElapsedTime(_lastWrite) < Pause)
        {
            return;
        }

        _lastWrite = clock.GetTimestamp();
        var share = Math.Clamp((double)value / total, 0, 1);
        (report with { Progress = from + (int)((to - from) * share), At = clock.GetUtcNow() }).TryWriteVolatile(layout);
    }
}
