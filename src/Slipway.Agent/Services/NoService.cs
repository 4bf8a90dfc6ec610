using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Health;

namespace Slipway.Agent.Services;

/// <summary>Nothing to start: an image being prepared, or a product that is read, not run.</summary>
public sealed class NoService : IServiceControl
{
    /// <inheritdoc/>
    public bool IsPresent => false;

    /// <inheritdoc/>
    public Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task TakeOverAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public IHealthCheck? Watch() => null;

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellation) => Task.FromResult<ImmutableArray<string>>([]);
}
