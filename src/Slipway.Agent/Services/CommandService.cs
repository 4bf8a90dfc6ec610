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
    /// <inheritdoc/>
    public bool IsPresent => true;

    /// <inheritdoc/>
    public Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync(restart ?? $"( {stop}\n) && ( {start}\n)", running, timeout, cancellation);

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync(stop, running: null, timeout, cancellation);

    /// <inheritdoc/>
    public IHealthCheck? Watch() => null;

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellation) => log.ReadAsync(cancellation);
}
