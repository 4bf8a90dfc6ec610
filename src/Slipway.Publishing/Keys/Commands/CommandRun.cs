using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>A running program that is given bytes and asked for few back. Whatever it does, it is over in time.</summary>
internal sealed class CommandRun : IDisposable
{
    private const int MaxMessageBytes = 2000;

    /// <summary>How long after the program's end what it wrote may still be on its way: something that it started may hold the pipe open for ever.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly BoundedOutput _output;
    private readonly BoundedOutput _messages;

    private CommandRun(Process process, int maxOutputBytes)
    {
        _process = process;
        _output = new BoundedOutput(maxOutputBytes);
        _messages = new BoundedOutput(MaxMessageBytes);
    }

    /// <summary>What it has written to standard error so far: its first bytes, fit for a terminal.</summary>
    public string Messages => _messages.ToText();

    /// <summary>The last line that it has written to standard error so far, fit for a terminal.</summary>
    public string LastMessage => _messages.LastLine();

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its file.</param>
    /// <param name="arguments">Its arguments, which no shell reads.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="maxOutputBytes">How much of its output is kept.</param>
    /// <param name="environment">All the variables that it is given, or null for those of this process.</param>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static CommandRun Start(string program, IEnumerable<string> arguments, string folder, int maxOutputBytes, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        return new CommandRun(Process.Start(start)!, maxOutputBytes);
    }

    /// <summary>Feeds it, and waits for its end.</summary>
    /// <returns>Its exit code, and what it wrote, up to one byte more than allowed.</returns>
    /// <exception cref="OperationCanceledException">It was killed, and whatever it started with it.</exception>
    public async Task<(int ExitCode, byte[] Output)> FinishAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        var reading = Task.WhenAll(
            _output.FillAsync(_process.StandardOutput.BaseStream, cancellation),
            _messages.FillAsync(_process.StandardError.BaseStream, cancellation));
        var writing = FeedAsync(input, cancellation);
        try
        {
            await _process.WaitForExitAsync(cancellation);
            await Task.WhenAny(Task.WhenAll(reading, writing), Task.Delay(Aftermath, cancellation));
            return (_process.ExitCode, _output.ToBytes());
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception gone) when (gone is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended meanwhile, or part of it belongs to somebody else.
        }
    }

    /// <summary>A program need not read what it is given: its signature is verified in any case.</summary>
    private async Task FeedAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            await using var stream = _process.StandardInput.BaseStream;
            await stream.WriteAsync(input, cancellation);
        }
        catch (IOException)
        {
            // It closed its end, or has ended.
        }
    }
}
