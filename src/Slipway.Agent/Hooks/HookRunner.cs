using System.ComponentModel;
using System.Text;
using Slipway.Agent.Device;
using Slipway.Agent.Services;
using Slipway.Bundles;

namespace Slipway.Agent.Hooks;

/// <summary>Runs a hook: the program itself, without a shell, in the folder of the release that it belongs to.</summary>
public sealed class HookRunner(DeviceLayout layout, TimeProvider clock)
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private const int KeptBytes = 64 * 1024;

    private const int QuotedBytes = 400;

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
        var title = $"{ReleaseHooks.Name(hook.Kind)} of {tree.Version}";
        var folder = layout.FolderOf(tree);
        try
        {
            string[] command = [Path.Join(folder, hook.Command[0]), .. hook.Command.Skip(1)];
            var run = await CapturedProcess.RunAsync(command, folder, Describe(hook, tree, other), KeptBytes, limit, cancellation);
            var failure =
                run.ExitCode is not { } code ? $"was not done within {limit.TotalSeconds:0.#} s."
                : code != 0 ? $"ended with {code}: expected 0."
                : null;
            _log.Add($"{title} {failure ?? "ended with 0"}", run.Output);
            return failure is null ? null : failure + Quote(run.Output);
        }
        catch (Exception notStarted) when (notStarted is Win32Exception or IOException)
        {
            _log.Add($"{title} was not started: {notStarted.Message}", []);
            return $"could not be started: {notStarted.Message.TrimEnd('.')}.";
        }
    }

    private Dictionary<string, string> Describe(Hook hook, InstalledTree tree, InstalledTree? other) => new()
    {
        ["PATH"] = UsualPath,
        [DeviceLayout.Variable] = layout.Base,
        ["SLIPWAY_CURRENT"] = layout.Current,
        ["SLIPWAY_VERSION"] = tree.Version.ToString(),
        ["SLIPWAY_FROM_VERSION"] = other?.Version.ToString() ?? "",
        ["SLIPWAY_HOOK"] = ReleaseHooks.Name(hook.Kind),

        // A tree that an interpreter writes its caches into would be refused at the next start.
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    /// <summary>The end of an output, for a message.</summary>
    private static string Quote(byte[] output) =>
        Encoding.UTF8.GetString(output.AsSpan(Math.Max(0, output.Length - QuotedBytes))).Trim() is { Length: > 0 } text ? $" It said: {text}" : "";
}
