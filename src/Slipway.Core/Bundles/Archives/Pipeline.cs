using System.Runtime.ExceptionServices;

namespace Slipway.Bundles.Archives;

/// <summary>Runs stages side by side, each on a thread of its own. One failure stops the others and is what is reported.</summary>
internal static class Pipeline
{
    public static async Task RunAsync(CancellationToken cancellation, params Action<CancellationToken>[] stages)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] tasks = [.. stages.Select(stage => Task.Factory.StartNew(() => Run(stage, stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        await Task.WhenAll(tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        cancellation.ThrowIfCancellationRequested();
        var failures = tasks.SelectMany(IEnumerable<Exception> (task) => task.Exception?.InnerExceptions ?? Enumerable.Empty<Exception>()).ToList();

        // The others failed because they were stopped.
        if ((failures.Find(failure => failure is not OperationCanceledException) ?? failures.FirstOrDefault()) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    private static void Run(Action<CancellationToken> stage, CancellationTokenSource stop)
    {
        var isDone = false;
        try
        {
            stage(stop.Token);
            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                stop.Cancel();
            }
        }
    }
}
