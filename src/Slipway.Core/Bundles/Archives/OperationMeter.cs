namespace Slipway.Bundles.Archives;

/// <summary>Reports progress often enough for a person, and no more often.</summary>
internal sealed class OperationMeter(string activity, long totalBytes, IProgress<OperationProgress>? progress)
{
    private const long StepBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private long _done;
    private long _reported;

    public void Add(long bytes)
    {
        if (progress is null)
        {
            return;
        }

        lock (_lock)
        {
            _done += bytes;
            if (_done - _reported < StepBytes && _done < totalBytes)
            {
                return;
            }

            _reported = _done;
            progress.Report(new OperationProgress(activity, _done, totalBytes));
        }
    }
}
