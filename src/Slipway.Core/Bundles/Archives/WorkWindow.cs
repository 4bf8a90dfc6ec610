namespace Slipway.Bundles.Archives;

/// <summary>Runs work on the thread pool, so many pieces of it at a time. A failure is thrown to the one who starts or finishes.</summary>
/// <remarks>After disposal nothing runs any more, so that what it wrote can be removed.</remarks>
internal sealed class WorkWindow(int maxItems) : IDisposable
{
    private readonly Queue<Task> _started = new();

    public void Start(Action work)
    {
        while (_started.Count == maxItems)
        {
            FinishOldest();
        }

        _started.Enqueue(Task.Run(work));
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
        foreach (var work in _started)
        {
            ((IAsyncResult)work).AsyncWaitHandle.WaitOne();
        }

        _started.Clear();
    }

    private void FinishOldest() => _started.Dequeue().GetAwaiter().GetResult();
}
