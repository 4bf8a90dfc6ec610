using System.Collections.Immutable;
using System.ComponentModel;
using Slipway.Agent.Device;
using Slipway.Agent.Services;
using Slipway.Agent.Updates;
using Slipway.Reports;

namespace Slipway.Agent.Health;

/// <summary>Runs a program of the release, signed with it, whose exit code says whether the release is healthy.</summary>
/// <param name="command">A path inside the tree, and arguments.</param>
/// <param name="layout">The device.</param>
/// <param name="tree">The tree on probation, which is also where the program runs.</param>
public sealed class CommandCheck(ImmutableArray<string> command, DeviceLayout layout, InstalledTree tree) : IHealthCheck
{
    private const int KeptBytes = 1024;

    /// <inheritdoc/>
    public async Task<Verdict> AskAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var folder = layout.FolderOf(tree);
        var environment = new Dictionary<string, string> { [DeviceLayout.Variable] = layout.Base, ["SLIPWAY_VERSION"] = tree.Version.ToString() };
        try
        {
            var run = await CapturedProcess.RunAsync([Path.Combine(folder, command[0]), .. command.Skip(1)], folder, environment, KeptBytes, patience, cancellation);
            return run.ExitCode == 0
                ? new Verdict(IsHealthy: true, "healthy")
                : new Verdict(IsHealthy: false, $"{command[0]} {Describe(run, patience)}{Quote(run)}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new Verdict(IsHealthy: false, $"{command[0]} cannot be run: {failure.Message}");
        }
    }

    private static string Describe(CapturedOutput run, TimeSpan patience) =>
        run.ExitCode is { } code ? $"ended with {code}: expected 0" : $"was not done within {patience.TotalSeconds:0.#} s";

    private static string Quote(CapturedOutput run) =>
        LogExcerpt.Take(run.Output, run.IsCut) is { IsEmpty: false } lines ? $". It said: {lines[^1]}" : "";
}
