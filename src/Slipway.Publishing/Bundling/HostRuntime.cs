using System.Runtime.InteropServices;
using Slipway.Bundles;

namespace Slipway.Publishing.Bundling;

/// <summary>The runtime of this machine, for whoever tries things out on it.</summary>
public static class HostRuntime
{
    /// <summary>This machine's runtime.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.RuntimeInvalid"/>: it is not a Linux machine.</exception>
    public static RuntimeId Current() => RuntimeId.TryParse(RuntimeInformation.RuntimeIdentifier, out var exact) ? exact
        : RuntimeId.TryParse($"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", out var portable) && OperatingSystem.IsLinux() ? portable
        : throw new InputException(InputFailure.RuntimeInvalid, $"This machine is {RuntimeInformation.RuntimeIdentifier}: devices are Linux.")
        {
            Hint = "Name the devices' runtime, for example --rid linux-arm64.",
        };
}
