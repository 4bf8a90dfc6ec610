using System.Collections.Immutable;
using System.Globalization;
using Slipway.Agent.Device;
using Slipway.Agent.Health;
using Slipway.Reports;

namespace Slipway.Agent.Services;

/// <summary>A product that runs as a systemd unit.</summary>
public sealed class SystemdService : IServiceControl
{
    private const int JournalBytes = 4 * LogExcerpt.MaxBytes;

    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(5);

    private readonly ServiceShell _shell;
    private readonly string _unit;
    private readonly LogFile? _log;
    private readonly Systemctl _systemctl;

    /// <param name="shell">Runs systemctl where its output is of interest.</param>
    /// <param name="unit">The unit's name, checked when device.json was read.</param>
    /// <param name="log">The product's own log; null for the journal's.</param>
    /// <param name="systemctl">Asks and kills.</param>
    public SystemdService(ServiceShell shell, string unit, LogFile? log, Systemctl systemctl) =>
        (_shell, _unit, _log, _systemctl) = (shell, unit, log, systemctl);

    /// <summary>How long a unit may take to stop before it is killed: a release that does not let go of the air is taken off it.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>The program that reads the journal.</summary>
    public string Journalctl { get; init; } = "journalctl";

    /// <inheritdoc/>
    public bool IsPresent => true;

    /// <inheritdoc/>
    public async Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation)
    {
        // A release that crash-loops uses up the unit's StartLimitBurst, and systemd would refuse to start the version that takes its place.
        await _systemctl.ResetAsync(_unit, cancellation);
        await RunAsync("restart", running, timeout, cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>systemd stops and starts, and what hangs is killed on the way forth, too.</remarks>
    public Task TakeOverAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) => RestartAsync(running, timeout, cancellation);

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellation) =>
        RunAsync("stop", running: null, timeout, cancellation);

    /// <inheritdoc/>
    public IHealthCheck? Watch() => new UnitCheck(_systemctl, _unit, mustBeActive: false);

    /// <inheritdoc/>
    public Task<bool> IsMachineGoingDownAsync(CancellationToken cancellation) => _systemctl.IsGoingDownAsync(cancellation);

    /// <inheritdoc/>
    public async Task<ImmutableArray<string>> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellation)
    {
        if (_log is not null)
        {
            return await _log.ReadAsync(cancellation);
        }

        string[] from = since is { } time ? ["--since", string.Create(CultureInfo.InvariantCulture, $"@{time.ToUnixTimeSeconds()}")] : [];
        string[] command = [Journalctl, "-u", _unit, "-n", $"{LogExcerpt.MaxLines}", "--no-pager", "-o", "short-iso", .. from];
        var read = await CapturedProcess.RunAsync(command, "/", ImmutableDictionary<string, string>.Empty, JournalBytes, JournalPatience, cancellation);
        return LogExcerpt.Take(read.Output, read.IsCut);
    }

    /// <summary>Waits for systemd, and kills a unit that hangs while it stops: the job then goes on by itself.</summary>
    private async Task RunAsync(string verb, InstalledTree? running, TimeSpan timeout, CancellationToken cancellation)
    {
        var job = _shell.RunAsync(new(verb, $"exec '{_systemctl.Program}' {verb} '{_unit}'"), running, timeout, cancellation);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var isSlow = await Task.WhenAny(job, Task.Delay(StopLimit, done.Token)) != job;
        await done.CancelAsync();
        if (isSlow && !cancellation.IsCancellationRequested && await _systemctl.ShowAsync(_unit, cancellation) is { IsStopping: true })
        {
            await _systemctl.KillAsync(_unit, cancellation);
        }

        await job;
    }
}
