namespace Slipway.Bundles.Archives;

/// <summary>Runs work on the thread pool, so much at a time. A failure is thrown to the one who starts or finishes.</summary>
internal sealed class WorkWindow(int maxItems, long maxBytes)
{
    private readonly Queue<(Task Work, long Bytes)> _started = new();
    private long _bytes;

    public void Start(long bytes, Action work)
    {
        while (_started.Count == maxItems || (_started.Count > 0 && _bytes + bytes > maxBytes))
        {
            FinishOldest();
        }

        _started.Enqueue((Task.Run(work), bytes));
        _bytes += bytes;
    }

    public void Finish()
    {
        while (_started.Count > 0)
        {
            FinishOldest();
        }
    }

    private void FinishOldest()
    {
        var (work, bytes) = _started.Dequeue();
        _bytes -= bytes;
        work.GetAwaiter().GetResult();
    }
}
