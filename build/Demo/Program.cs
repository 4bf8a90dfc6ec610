using Slipway.Demo;

// The whole road on one machine: build, sign, publish, promote, install, update, break, roll back. Exit code 0 says that every step was verified.
using var cancel = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancel.Cancel();
};

try
{
    await using var story = new Story(Workshop.Create(args is [var folder] ? folder : Environment.CurrentDirectory));
    await story.TellAsync(cancel.Token);
    return 0;
}
catch (StepFailedException failed)
{
    await Console.Error.WriteLineAsync($"demo: {failed.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("demo: cancelled.");
    return 1;
}
