using Spectre.Console;

namespace Slipway.Cli;

/// <summary>Shows how far long work has come, on standard error and only to a terminal.</summary>
internal static class ProgressBar
{
    /// <summary>Runs <paramref name="work"/>.</summary>
    public static Task<T> RunAsync<T>(Func<IProgress<OperationProgress>?, Task<T>> work) =>
        Console.IsErrorRedirected ? work(null) : ShowAsync(work);

    private static Task<T> ShowAsync<T>(Func<IProgress<OperationProgress>?, Task<T>> work)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return terminal.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new TransferSpeedColumn())
            .StartAsync(context => work(new Bar(context)));
    }

    private sealed class Bar(ProgressContext context) : IProgress<OperationProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);

        public void Report(OperationProgress value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Activity, out var task))
                {
                    _tasks[value.Activity] = task = context.AddTask(Markup.Escape(value.Activity));
                }

                task.MaxValue = Math.Max(1, value.TotalBytes);
                task.Value = value.DoneBytes;
            }
        }
    }
}
