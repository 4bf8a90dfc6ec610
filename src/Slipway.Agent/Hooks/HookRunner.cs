using System.ComponentModel;
using System.Diagnostics;
using Slipway.Agent.Device;
using Slipway.Agent.Services;
using Slipway.Bundles;

namespace Slipway.Agent.Hooks;

/// <summary>Runs a hook: the program itself, without a shell, in the folder of the release that it belongs to.</summary>
public sealed class HookRunner(DeviceLayout layout, TimeProvider clock)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private readonly HookLog _log = new(layout, clock);

    /// <summary>Runs <paramref name="hook"/> to its end, or kills it with all that it started.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="tree">The verified tree that it is of.</param>
    /// <param name="other">The version before an update, or the one that a rollback goes to; null when there is none.</param>
    /// <param name="limit">How long it may take, at most its own timeout.</param>
    /// <param name="cancellation">Kills it.</param>
    /// <returns>Null when it ended with 0; otherwise what happened instead.</returns>
    public async Task<string?> RunAsync(Hook hook, InstalledTree tree, InstalledTree? other, TimeSpan limit, CancellationToken cancellation)
    {
        var name = ReleaseHooks.Name(hook.Kind);
        try
        {
            using var process = Process.Start(Describe(hook, tree, other))!;
            process.StandardInput.Close();
            var reader = new HookOutput(process.StandardOutput.BaseStream, process.StandardError.BaseStream);
            var failure = await EndAsync(process, limit, cancellation);
            var output = await reader.FinishAsync();
            _log.Add($"{name} of {tree.Version} {failure ?? "ended with 0"}", output);
            return failure is null ? null : failure + HookOutput.Quote(output);
        }
        catch (Exception notStarted) when (notStarted is Win32Exception or IOException)
        {
            _log.Add($"{name} of {tree.Version} was not started: {notStarted.Message}", []);
            return $"could not be started: {notStarted.Message.TrimEnd('.')}.";
        }
    }

    private static async Task<string?> EndAsync(Process process, TimeSpan limit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 ? null : $"ended with {process.ExitCode}: expected 0.";
        }
        catch (OperationCanceledException)
        {
            ProcessTree.Kill(process);
            cancellation.ThrowIfCancellationRequested();
            return $"was not done within {limit.TotalSeconds:0.#} s.";
        }
    }

    /// <summary>The environment is made anew: what the agent was given, such as a proxy's password, is no hook's business.</summary>
    private ProcessStartInfo Describe(Hook hook, InstalledTree tree, InstalledTree? other)
    {
        var folder = layout.FolderOf(tree);
        var start = new ProcessStartInfo(Path.Join(folder, hook.Command[0]), hook.Command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = UsualPath;
        start.Environment[DeviceLayout.Variable] = layout.Base;
        start.Environment["SLIPWAY_CURRENT"] = layout.Current;
        start.Environment["SLIPWAY_VERSION"] = tree.Version.ToString();
        start.Environment["SLIPWAY_FROM_VERSION"] = other?.Version.ToString() ?? "";
        start.Environment["SLIPWAY_HOOK"] = ReleaseHooks.Name(hook.Kind);

        // A tree that an interpreter writes its caches into would be refused at the next start.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return start;
    }
}
