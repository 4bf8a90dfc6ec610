using System.ComponentModel;
using Slipway.Agent.Services;
using Slipway.Agent.Updates;

namespace Slipway.Agent.Health;

/// <summary>Watches a systemd unit: one that dies while it is watched is a bad verdict at once, whatever would become of it by the deadline.</summary>
/// <param name="systemctl">Asks systemd.</param>
/// <param name="unit">The unit.</param>
/// <param name="mustBeActive">Whether it has to be active; otherwise only its death counts, since a unit may rightly have done its work and ended.</param>
public sealed class UnitCheck(Systemctl systemctl, string unit, bool mustBeActive) : IHealthCheck
{
    private UnitState? _first;

    /// <inheritdoc/>
    public async Task<Verdict> AskAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var state = await ShowAsync(patience, cancellation);
        if (state is null)
        {
            return new Verdict(!mustBeActive, $"systemd does not tell the state of {unit}");
        }

        _first ??= state;
        if (state.IsDead && (!mustBeActive || _first.IsActive))
        {
            return Died(state);
        }

        return state.Restarts > _first.Restarts ? Died(state)
            : state.IsActive || !mustBeActive ? new Verdict(IsHealthy: true, "healthy")
            : new Verdict(IsHealthy: false, $"{unit} is {state.Active} ({state.Sub}): expected active");
    }

    private Verdict Died(UnitState state) =>
        new(IsHealthy: false, $"{unit} died: {state.Active} ({state.Sub}), exit status {state.ExitStatus}, restarts {state.Restarts}") { IsFinal = true };

    private async Task<UnitState?> ShowAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            return await systemctl.ShowAsync(unit, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            return null;
        }
    }
}
