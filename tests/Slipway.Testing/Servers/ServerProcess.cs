using System.Diagnostics;

namespace Slipway.Testing.Servers;

/// <summary>A server program on this machine, which ends when it is disposed and when the test process ends, whatever ends it.</summary>
/// <remarks>
/// It runs below a script whose standard input comes from this process: the system closes that when this process dies. A death signal alone will not do, since
/// it follows the thread that started the program, and threads of a pool come and go.
/// </remarks>
public sealed class ServerProcess : IDisposable
{
    private const int LinesOfLog = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Process _script;

    private ServerProcess(Process script) => _script = script;

    /// <summary>Why no server can be run here, or <see langword="null"/> if one can.</summary>
    public static string? Obstacle { get; } = OperatingSystem.IsLinux() ? Programs.FindMissing("bash", "setpriv") : "Servers are run on Linux only.";

    /// <summary>Runs a program and waits until it answers.</summary>
    /// <param name="log">The file for what it prints.</param>
    /// <param name="address">Where it will answer HTTP, with whatever status.</param>
    /// <param name="command">The program and its arguments.</param>
    public static Task<ServerProcess> StartAsync(string log, Uri address, params IEnumerable<string> command) =>
        StartScriptAsync("tethered.sh", log, address, [log, .. command]);

    /// <summary>Runs a script of this folder, which must stop its servers when its standard input ends, and waits until it answers.</summary>
    public static async Task<ServerProcess> StartScriptAsync(string script, string log, Uri address, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("bash", [SourceTree.At($"tests/Slipway.Testing/Servers/{script}"), .. arguments]) { RedirectStandardInput = true };
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            await server.WaitUntilItAnswersAsync(address, log);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _script.StandardInput.Close();
        _script.WaitForExit();
        _script.Dispose();
    }

    private async Task WaitUntilItAnswersAsync(Uri address, string log)
    {
        using var client = new HttpClient();
        for (var started = Stopwatch.StartNew(); !await AnswersAsync(client, address); await Task.Delay(Pause))
        {
            if (_script.HasExited || started.Elapsed > Patience)
            {
                var end = File.Exists(log) ? File.ReadLines(log).TakeLast(LinesOfLog) : [];
                throw new InvalidOperationException($"Nothing answers at {address} {(_script.HasExited ? "since the server has ended" : $"within {Patience.TotalSeconds} s")}:\n{string.Join('\n', end)}");
            }
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
