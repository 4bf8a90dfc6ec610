using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Health;

namespace Slipway.Agent.Services;

/// <summary>A product that the device's own commands start and stop.</summary>
/// <param name="shell">Runs the commands.</param>
/// <param name="start">Starts the product and returns.</param>
/// <param name="stop">Stops the product; succeeds when it does not run.</param>
/// <param name="restart">Does both; null for one after the other.</param>
/// <param name="log">The end of the product's log.</param>
public sealed class CommandService(ServiceShell shell, string start, string stop, string? restart, LogFile log) : IServiceControl
{
    /// <summary>How long <c>stop</c> may take on the way back: after that the version before is started all the same.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    public bool IsPresent => true;

    /// <inheritdoc/>
    public Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync(new("restart", restart ?? $"( {stop}\n) && ( {start}\n)"), running, timeout, cancellation);

    /// <inheritdoc/>
    /// <remarks>Not by <c>restart</c>, which may hang in its own way of stopping.</remarks>
    public async Task TakeOverAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation)
    {
        DeviceException? alive = null;
        try
        {
            await shell.RunAsync(new("stop", stop), running, StopLimit, cancellation);
        }
        catch (DeviceException notStopped) when (notStopped.Failure == DeviceFailure.Service)
        {
            alive = notStopped;
        }

        try
        {
            await shell.RunAsync(new("start", start), running, timeout, cancellation, isContinued: true);
        }
        catch (DeviceException notStarted) when (alive is not null)
        {
            throw new DeviceException(DeviceFailure.Service, $"{alive.Message} {notStarted.Message}", notStarted) { Hint = notStarted.Hint };
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync(new("stop", stop), running: null, timeout, cancellation);

    /// <inheritdoc/>
    public IHealthCheck? Watch() => null;

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellation) => log.ReadAsync(cancellation);
}
