using System.Diagnostics;
using Slipway.Streams;

namespace Slipway.Agent.Services;

/// <summary>Runs a program to its end and keeps the end of what it says. For programs that end by themselves: their output is a pipe.</summary>
internal static class CapturedProcess
{
    // The arguments are parameters of a fixed script: nothing in them is read by the shell. Both outputs go into one pipe, in their order.
    private const string Script = "exec \"$@\" </dev/null 2>&1";

    private const string ScriptWithoutErrors = "exec \"$@\" </dev/null 2>/dev/null";

    private const int BufferBytes = 4096;

    // What a program left behind may hold on to the pipe for ever.
    private static readonly TimeSpan PatienceForOutput = TimeSpan.FromMilliseconds(500);

    /// <summary>Runs <paramref name="command"/>; after <paramref name="timeout"/> it is killed with all that it started.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">All that it is given, besides the agent's own PATH where none is named.</param>
    /// <param name="keptBytes">How much of the end of its output is kept.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="isAnswer">Whether what it prints is an answer, to which what it says of errors does not belong.</param>
    public static async Task<CapturedOutput> RunAsync(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, int keptBytes, TimeSpan timeout, CancellationToken cancellation,
        bool isAnswer = false)
    {
        using var process = Process.Start(Describe(isAnswer ? ScriptWithoutErrors : Script, command, folder, environment))!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        var tail = new TailBuffer(keptBytes);
        var reading = ReadAsync(process.StandardOutput.BaseStream, tail);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            ProcessTree.Kill(process);
            cancellation.ThrowIfCancellationRequested();
            await Task.WhenAny(reading, Task.Delay(PatienceForOutput, CancellationToken.None));
            return new CapturedOutput(ExitCode: null, tail.ToArray(), tail.IsCut);
        }

        await Task.WhenAny(reading, Task.Delay(PatienceForOutput, cancellation));
        return new CapturedOutput(process.ExitCode, tail.ToArray(), tail.IsCut);
    }

    private static ProcessStartInfo Describe(string script, IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "slipway", .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };

        // What the agent was given, such as a proxy's password, is nobody else's business.
        var path = start.Environment.TryGetValue("PATH", out var found) ? found : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task ReadAsync(Stream output, TailBuffer tail)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await output.ReadAsync(buffer) is > 0 and var read)
            {
                tail.Append(buffer.AsSpan(0, read));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Whoever waited for the output has what there was.
        }
    }
}
