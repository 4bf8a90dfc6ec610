namespace Slipway.Bundles.Archives;

/// <summary>Runs work on the thread pool, so much at a time. A failure is thrown to the one who starts or finishes.</summary>
/// <remarks>After disposal nothing runs any more, so that what it wrote can be removed.</remarks>
internal sealed class WorkWindow(int maxItems, long maxBytes) : IDisposable
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

    /// <summary>Waits for what was started; how it ends does not matter any more.</summary>
    public void Dispose()
    {
        foreach (var (work, _) in _started)
        {
            ((IAsyncResult)work).AsyncWaitHandle.WaitOne();
        }

        _started.Clear();
    }

    private void FinishOldest()
    {
        var (work, bytes) = _started.Dequeue();
        _bytes -= bytes;
        work.GetAwaiter().GetResult();
    }
}
