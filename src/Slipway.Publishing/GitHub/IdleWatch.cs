namespace Slipway.Publishing.GitHub;

/// <summary>Cancels what does not get on. How long a transfer takes in all is nobody's business, as long as bytes move.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeSpan _patience;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _either;

    public IdleWatch(TimeSpan patience, CancellationToken caller)
    {
        _patience = patience;
        _caller = caller;
        _idle = new CancellationTokenSource(patience);
        _either = CancellationTokenSource.CreateLinkedTokenSource(caller, _idle.Token);
    }

    /// <summary>Cancelled when nothing moved for too long, or by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether it was not the caller who cancelled.</summary>
    public bool IsOver => _idle.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Something moved.</summary>
    public void Moved() => _idle.CancelAfter(_patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _idle.Dispose();
    }
}
