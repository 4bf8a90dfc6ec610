using Slipway.Agent.Device;

namespace Slipway.Agent.Services;

/// <summary>Makes the service control that device.json asks for.</summary>
public static class ServiceControls
{
    /// <summary>The service control for <paramref name="settings"/>.</summary>
    public static IServiceControl Create(ServiceSettings settings, DeviceLayout layout) => settings.Kind switch
    {
        ServiceKind.Systemd => new SystemdService(new ServiceShell(layout), settings.Unit!),
        ServiceKind.Command => new CommandService(new ServiceShell(layout), settings.Start!, settings.Stop!, settings.Restart),
        _ => new NoService(),
    };
}
