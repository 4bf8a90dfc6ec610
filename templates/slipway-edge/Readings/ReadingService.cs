using EdgeAgent.Health;

namespace EdgeAgent.Readings;

/// <summary>Takes a reading at every interval. Here it measures the machine; your device has better sensors.</summary>
internal sealed class ReadingService(AgentSettings settings, TimeProvider time, CpuMeter cpu, ReadingQueue queue) : BackgroundService
{
    private volatile bool _isRunning;

    public bool IsRunning => _isRunning;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.ReadingInterval, time);
        _isRunning = true;
        try
        {
            do
            {
                queue.Add(new Reading(time.GetUtcNow().ToUnixTimeSeconds(), cpu.Percent(), DiskMeter.Percent(AppContext.BaseDirectory)));
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops: that is how waiting ends.
        }
        finally
        {
            _isRunning = false;
        }
    }
}
