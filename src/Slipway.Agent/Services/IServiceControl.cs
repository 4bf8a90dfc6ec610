using System.Collections.Immutable;
using Slipway.Agent.Device;
using Slipway.Agent.Health;

namespace Slipway.Agent.Services;

/// <summary>Starts and stops the product.</summary>
public interface IServiceControl
{
    /// <summary>Whether there is anything to start: without, a new version has nobody to ask about its health.</summary>
    bool IsPresent { get; }

    /// <summary>Makes the product run what <c>current</c> points at now.</summary>
    /// <param name="running">What <c>current</c> points at.</param>
    /// <param name="timeout">How long the command may take; afterwards it is killed.</param>
    /// <param name="cancellation">Kills the command.</param>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the command failed or took too long.</exception>
    Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>As <see cref="RestartAsync"/>, on the way back: a bad release that does not stop keeps the version before from nothing.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the version before was not started.</exception>
    Task TakeOverAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Stops the product, where no version is left to run.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the command failed or took too long.</exception>
    Task StopAsync(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>A check that notices when the product dies, from its restart on; null where nobody can tell.</summary>
    IHealthCheck? Watch();

    /// <summary>Whether the whole machine is going down: what the product does then, or fails to do, says nothing about its release.</summary>
    Task<bool> IsMachineGoingDownAsync(CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>The end of the log of what ran before the last restart.</summary>
    /// <param name="since">Lines from before that time are left out, where the log knows times.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="IOException">The log cannot be read.</exception>
    Task<ImmutableArray<string>> ReadLogAsync(DateTimeOffset? since, CancellationToken cancellation);
}
