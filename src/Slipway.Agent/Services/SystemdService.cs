using Slipway.Agent.Device;

namespace Slipway.Agent.Services;

/// <summary>A product that runs as a systemd unit.</summary>
/// <param name="shell">Runs systemctl.</param>
/// <param name="unit">The unit's name, checked when device.json was read.</param>
public sealed class SystemdService(ServiceShell shell, string unit) : IServiceControl
{
    /// <inheritdoc/>
    public bool IsPresent => true;

    /// <inheritdoc/>
    public Task RestartAsync(InstalledTree running, TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync($"exec systemctl restart '{unit}'", running, timeout, cancellation);

    /// <inheritdoc/>
    public Task StopAsync(TimeSpan timeout, CancellationToken cancellation) =>
        shell.RunAsync($"exec systemctl stop '{unit}'", running: null, timeout, cancellation);
}
