using Slipway.Agent.Device;

namespace Slipway.Agent.Services;

/// <summary>Makes the service control that device.json asks for.</summary>
public static class ServiceControls
{
    /// <summary>The service control for <paramref name="settings"/>.</summary>
    public static IServiceControl Create(ServiceSettings settings, DeviceLayout layout)
    {
        var shell = new ServiceShell(layout);
        var log = settings.LogFile is { } path ? new LogFile(Path.Combine(layout.Base, path)) : null;
        return settings.Kind switch
        {
            ServiceKind.Systemd => new SystemdService(shell, settings.Unit!, log, new Systemctl()),
            ServiceKind.Command => new CommandService(
                shell, settings.Start!, settings.Stop!, settings.Restart, log ?? new LogFile(layout.EarlierServiceOutput)),
            _ => new NoService(),
        };
    }
}
