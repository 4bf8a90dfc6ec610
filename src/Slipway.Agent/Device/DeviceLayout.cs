namespace Slipway.Agent.Device;

/// <summary>Where everything is below a product's folder on a device (DESIGN §5), <c>/opt/&lt;product&gt;</c> by default.</summary>
public sealed class DeviceLayout
{
    /// <summary>The environment variable that names the folder when no option does.</summary>
    public const string Variable = "SLIPWAY_BASE_DIR";

    /// <param name="baseFolder">The product's folder. It need not exist.</param>
    public DeviceLayout(string baseFolder) => Base = Path.GetFullPath(baseFolder);

    /// <summary>The product's folder, absolute.</summary>
    public string Base { get; }

    /// <summary>The link to the running version.</summary>
    public string Current => Path.Combine(Base, "current");

    /// <summary>The link to the version that ran before, when there is one to go back to.</summary>
    public string Previous => Path.Combine(Base, "previous");

    /// <summary>The folder of installed versions.</summary>
    public string Versions => Path.Combine(Base, "versions");

    /// <summary>The first TUF root, as the installer brought it.</summary>
    public string TrustAnchor => Path.Combine(Base, "trust_anchor.json");

    /// <summary>A line with the name of the device's channel.</summary>
    public string Channel => Path.Combine(Base, "channel");

    /// <summary>device.json.</summary>
    public string Configuration => Path.Combine(Base, "device.json");

    /// <summary>What the agent remembers.</summary>
    public string State => Path.Combine(Base, "state");

    /// <summary>The TUF metadata that earlier runs trusted.</summary>
    public string Metadata => StateFile("metadata");

    /// <summary>The step that an interrupted update had reached.</summary>
    public string Journal => StateFile("journal.json");

    /// <summary>Releases that failed here.</summary>
    public string Quarantine => StateFile("quarantine.json");

    /// <summary>The highest version that was ever committed.</summary>
    public string Floor => StateFile("floor.json");

    /// <summary>The latest time that signed metadata proved.</summary>
    public string TimeFloor => StateFile("time.json");

    /// <summary>How each installed version was approved.</summary>
    public string Installed => StateFile("installed");

    /// <summary>Payloads on their way.</summary>
    public string Downloads => StateFile("downloads");

    /// <summary>What the last update did.</summary>
    public string Report => StateFile("report.json");

    /// <summary>Reports that wait to be uploaded.</summary>
    public string Outbox => StateFile("outbox");

    /// <summary>What the outbox remembers of reports that are gone.</summary>
    public string OutboxMemory => StateFile("outbox.json");

    /// <summary>The generated identity of a device that has no other.</summary>
    public string DeviceId => StateFile("device_id");

    /// <summary>What the last service command printed.</summary>
    public string ServiceOutput => StateFile("service.log");

    /// <summary>While it is there nothing is installed; the operator's own programs make and remove it.</summary>
    public string HoldFile => Path.Combine(Base, "hold");

    /// <summary>What <c>slipway-agent hold</c> said.</summary>
    public string HoldRecord => StateFile("hold.json");

    /// <summary>What hooks printed.</summary>
    public string HookOutput => StateFile("hooks.log");

    /// <summary>What the service command before it printed: of a release that was taken off the air, the last that is known.</summary>
    public string EarlierServiceOutput => StateFile("service.log.1");

    /// <summary>Held by the one agent that may change anything.</summary>
    public string Lock => StateFile("lock");

    /// <summary>The folder that <paramref name="tree"/> is in.</summary>
    public string FolderOf(InstalledTree tree) => Path.Combine(Versions, tree.FolderName);

    /// <summary>The record of how <paramref name="tree"/> was approved.</summary>
    public string RecordOf(InstalledTree tree) => Path.Combine(Installed, $"{tree.FolderName[1..]}.json");

    /// <summary>Finds the product's folder: what the option or <see cref="Variable"/> names, else the folder above the agent's <c>bin/</c>.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Configuration"/>: none of them names one.</exception>
    public static DeviceLayout Find(string? named, string? executable)
    {
        if (named is { Length: > 0 })
        {
            return new DeviceLayout(named);
        }

        var folder = Path.GetDirectoryName(executable);
        return Path.GetFileName(folder) == "bin" && Path.GetDirectoryName(folder) is { } parent
            ? new DeviceLayout(parent)
            : throw new DeviceException(DeviceFailure.Configuration, "The product's folder is not known: the agent does not run from a bin/ folder.")
            {
                Hint = $"Name it with --base-dir DIR or {Variable}.",
            };
    }

    private string StateFile(string name) => Path.Combine(State, name);
}
