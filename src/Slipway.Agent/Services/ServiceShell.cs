using System.ComponentModel;
using System.Diagnostics;
using Slipway.Agent.Device;

namespace Slipway.Agent.Services;

/// <summary>Runs service commands by <c>/bin/sh -c</c>, each with a timeout and its output in <c>state/service.log</c>.</summary>
/// <remarks>The output is a file and no pipe: a service that the command leaves behind holds on to it, and must not hold up the agent.</remarks>
public sealed class ServiceShell(DeviceLayout layout)
{
    // The command is a parameter of a fixed script: where its output goes does not depend on what it says.
    // Where no file can be made for the output, on a full disk, the command runs without.
    // What the command before it printed keeps another name: after a rollback it is what the bad release had to say.
    private const string Script = """
        if [ -n "$3" ]; then
          [ ! -f "$2" ] || mv -f "$2" "$3" 2>/dev/null
          ( : >"$2" ) 2>/dev/null
        fi
        ( : >>"$2" ) 2>/dev/null || set -- "$1" /dev/null
        exec /bin/sh -c "$1" </dev/null >>"$2" 2>&1
        """;

    private const int QuotedBytes = 400;

    /// <summary>Runs <paramref name="command"/> to its end.</summary>
    /// <param name="command">What is to be run.</param>
    /// <param name="running">What <c>current</c> points at; null when nothing is to run.</param>
    /// <param name="timeout">How long it may take; afterwards it is killed.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <param name="isContinued">Whether its output belongs to that of the command before.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: it could not be started, failed or took too long.</exception>
    public async Task RunAsync(ServiceCommand command, InstalledTree? running, TimeSpan timeout, CancellationToken cancellation, bool isContinued = false)
    {
        using var process = Start(command, Describe(command, running, isContinued));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            ProcessTree.Kill(process);
            cancellation.ThrowIfCancellationRequested();
            throw Failure(command, $"was not done within {timeout.TotalSeconds:0.#} s");
        }

        if (process.ExitCode != 0)
        {
            throw Failure(command, $"ended with {process.ExitCode}");
        }
    }

    /// <summary>A machine without memory or process numbers left starts no shell: the release that used them up must not stay because of that.</summary>
    private Process Start(ServiceCommand command, ProcessStartInfo start)
    {
        try
        {
            MissingFolder.Make(layout.State);
            return Process.Start(start)!;
        }
        catch (Exception failure) when (failure is Win32Exception or IOException or UnauthorizedAccessException)
        {
            throw Failure(command, $"could not be started: {failure.Message.TrimEnd('.')}");
        }
    }

    private ProcessStartInfo Describe(ServiceCommand command, InstalledTree? running, bool isContinued)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "slipway", command.Text, layout.ServiceOutput, isContinued ? "" : layout.EarlierServiceOutput])
        {
            UseShellExecute = false,
            WorkingDirectory = layout.Base,
        };
        start.Environment[DeviceLayout.Variable] = layout.Base;
        start.Environment["SLIPWAY_CURRENT"] = layout.Current;
        start.Environment["SLIPWAY_VERSION"] = running?.Version.ToString() ?? "";
        return start;
    }

    private DeviceException Failure(ServiceCommand command, string what) => new(DeviceFailure.Service, $"The command that is to {command.Name} the service {what}: expected 0.{LastOutput()}")
    {
        Hint = $"Its output is in {layout.ServiceOutput}.",
    };

    /// <summary>The end of what the command said. The file may be long: a service left behind goes on writing to it.</summary>
    private string LastOutput()
    {
        try
        {
            using var file = new FileStream(layout.ServiceOutput, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, QuotedBytes), SeekOrigin.End);
            using var reader = new StreamReader(file);
            return reader.ReadToEnd().Trim() is { Length: > 0 } output ? $" It said: {output}" : "";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
