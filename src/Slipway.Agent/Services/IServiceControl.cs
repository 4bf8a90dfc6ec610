using Slipway.Agent.Device;

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

    /// <summary>Stops the product, where no version is left to run.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the command failed or took too long.</exception>
    Task StopAsync(TimeSpan timeout, CancellationToken cancellation);
}
