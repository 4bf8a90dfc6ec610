namespace Slipway.Agent.Device;

/// <summary>Who starts and stops the product.</summary>
public enum ServiceKind
{
    /// <summary>Nobody: an image being prepared, or a product that is read, not run.</summary>
    None,

    /// <summary>A systemd unit.</summary>
    Systemd,

    /// <summary>Commands of the device's own.</summary>
    Command,
}
