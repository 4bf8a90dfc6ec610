using Slipway.Bundles;

namespace Slipway.Publishing.Installers;

/// <summary>What a runtime identifier means on a device: what its kernel calls the machine, and what starts its programs.</summary>
internal static class DeviceMachine
{
    /// <summary>What <c>uname -m</c> says on such a machine, as a shell pattern.</summary>
    public static string Pattern(RuntimeId runtime) => runtime.TargetArchitecture switch
    {
        "aarch64" => "aarch64|arm64",
        "armv7l" => "armv7l|armv8l|aarch64",
        "i686" => "i?86",
        var machine => machine,
    };

    /// <summary>The dynamic loader, whose presence tells the C library; empty where it is not known.</summary>
    public static string Loader(RuntimeId runtime) => (runtime.IsMusl, runtime.TargetArchitecture) switch
    {
        (false, "x86_64") => "/lib64/ld-linux-x86-64.so.2",
        (false, "aarch64") => "/lib/ld-linux-aarch64.so.1",
        (false, "armv7l") => "/lib/ld-linux-armhf.so.3",
        (true, "x86_64") => "/lib/ld-musl-x86_64.so.1",
        (true, "aarch64") => "/lib/ld-musl-aarch64.so.1",
        (true, "armv7l") => "/lib/ld-musl-armhf.so.1",
        _ => "",
    };

    /// <summary>What an ELF header says (e_machine); null where it is not known.</summary>
    public static ushort? ElfMachine(RuntimeId runtime) => runtime.TargetArchitecture switch
    {
        "x86_64" => 62,
        "aarch64" => 183,
        "armv7l" => 40,
        "i686" => 3,
        "riscv64" => 243,
        _ => null,
    };
}
