namespace Slipway.Agent.Device;

/// <summary>The token that an address in device.json may hold.</summary>
internal static class DeviceSecret
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Says where others can read it. A device that refused to update because of that could not be helped by an update.</summary>
    public static void WarnIfReadable(DeviceLayout layout, DeviceConfiguration configuration, StepLog log)
    {
        if (configuration.Repositories.Any(repository => repository.MayHoldSecret) && (File.GetUnixFileMode(layout.Configuration) & Others) != 0)
        {
            log.Say($"warning SLP{4000 + (int)DeviceFailure.SecretReadable}: {layout.Configuration} holds an address with what may be a token, and others can read it. Run 'chmod 600' on it.");
        }
    }
}
