using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text;

namespace Slipway.Agent.Services;

/// <summary>Asks systemd about units and kills what does not stop.</summary>
/// <param name="program">The program, normally <c>systemctl</c>.</param>
public sealed class Systemctl(string program = "systemctl")
{
    private const int KeptBytes = 4096;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>The program's name or path.</summary>
    public string Program { get; } = program;

    /// <summary>A unit's state; null when systemd does not tell it.</summary>
    public async Task<UnitState?> ShowAsync(string unit, CancellationToken cancellation)
    {
        var shown = await RunAsync(["show", "-p", "ActiveState,SubState,NRestarts,ExecMainStatus", unit], cancellation);
        if (shown.ExitCode != 0)
        {
            return null;
        }

        var fields = Encoding.UTF8.GetString(shown.Output).Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0], StringComparer.Ordinal).ToImmutableDictionary(pairs => pairs.Key, pairs => pairs.Last()[1].Trim(), StringComparer.Ordinal);
        return fields.TryGetValue("ActiveState", out var active) && fields.TryGetValue("SubState", out var sub)
            ? new UnitState(active, sub, Number(fields.GetValueOrDefault("NRestarts")), Number(fields.GetValueOrDefault("ExecMainStatus")))
            : null;
    }

    /// <summary>Whether systemd is stopping everything. Where it does not answer nothing is known: a release that starves it must gain no time by that.</summary>
    public async Task<bool> IsGoingDownAsync(CancellationToken cancellation)
    {
        var state = await RunAsync(["is-system-running"], cancellation);
        return Encoding.UTF8.GetString(state.Output).Trim() == "stopping";
    }

    /// <summary>Forgets that a unit failed, and how often it was started lately: a start that follows is not refused for that.</summary>
    public Task ResetAsync(string unit, CancellationToken cancellation) => RunAsync(["reset-failed", unit], cancellation);

    /// <summary>Kills every process of a unit. A unit without any is no failure.</summary>
    public Task KillAsync(string unit, CancellationToken cancellation) => RunAsync(["kill", "--signal=SIGKILL", unit], cancellation);

    /// <summary>Never fails: where systemd cannot be asked, nothing is known.</summary>
    private async Task<CapturedOutput> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        try
        {
            return await CapturedProcess.RunAsync([Program, .. arguments], "/", ImmutableDictionary<string, string>.Empty, KeptBytes, Patience, cancellation);
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            return new CapturedOutput(ExitCode: null, [], IsCut: false);
        }
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
