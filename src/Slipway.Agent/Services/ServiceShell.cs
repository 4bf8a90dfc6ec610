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
    private const string Script = "[ ! -f \"$2\" ] || mv -f \"$2\" \"$3\" 2>/dev/null\n( : >\"$2\" ) 2>/dev/null || set -- \"$1\" /dev/null\nexec /bin/sh -c \"$1\" </dev/null >\"$2\" 2>&1";

    private const int QuotedBytes = 400;

    /// <summary>Runs <paramref name="command"/> to its end.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: it failed or took too long.</exception>
    public async Task RunAsync(string command, InstalledTree? running, TimeSpan timeout, CancellationToken cancellation)
    {
        Directory.CreateDirectory(layout.State);
        using var process = Process.Start(Describe(command, running))!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw Failure(command, $"was not done within {timeout.TotalSeconds:0.#} s");
        }

        if (process.ExitCode != 0)
        {
            throw Failure(command, $"ended with {process.ExitCode}");
        }
    }

    private ProcessStartInfo Describe(string command, InstalledTree? running)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "slipway", command, layout.ServiceOutput, layout.EarlierServiceOutput])
        {
            UseShellExecute = false,
            WorkingDirectory = layout.Base,
        };
        start.Environment[DeviceLayout.Variable] = layout.Base;
        start.Environment["SLIPWAY_CURRENT"] = layout.Current;
        start.Environment["SLIPWAY_VERSION"] = running?.Version.ToString() ?? "";
        return start;
    }

    private DeviceException Failure(string command, string what) => new(DeviceFailure.Service, $"The service command '{command}' {what}: expected 0.{LastOutput()}")
    {
        Hint = $"Its output is in {layout.ServiceOutput}.",
    };

    /// <summary>The end of what the command said. The file may be long: a service left behind goes on writing to it.</summary>
    private string LastOutput()
    {
        if (!File.Exists(layout.ServiceOutput))
        {
            return "";
        }

        using var file = new FileStream(layout.ServiceOutput, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(-Math.Min(file.Length, QuotedBytes), SeekOrigin.End);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd().Trim() is { Length: > 0 } output ? $" It said: {output}" : "";
    }
}
