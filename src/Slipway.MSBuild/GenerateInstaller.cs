using Microsoft.Build.Framework;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Installers;

namespace Slipway.MSBuild;

/// <summary>Makes the file that installs the agent on a device, for each runtime of the project.</summary>
public sealed class GenerateInstaller : PolicyTask
{
    /// <summary>The bundles, which say the runtimes. They need not exist on this machine.</summary>
    [Required]
    public ITaskItem[] Bundles { get; set; } = [];

    /// <summary>The channel that devices follow unless told another; default: stable.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The script; default: one for each runtime in <see cref="OutputFolder"/>.</summary>
    public string InstallerFile { get; set; } = "";

    /// <summary>Where scripts go that have no name of their own.</summary>
    [Required]
    public string OutputFolder { get; set; } = "";

    /// <summary>Agents of referenced packages, with the metadata <c>Rid</c>.</summary>
    public ITaskItem[] Agents { get; set; } = [];

    /// <summary>A pack of the channel, so that the first installation needs no network; default: none.</summary>
    public string PackFile { get; set; } = "";

    /// <summary><c>auto</c>, <c>required</c> or <c>never</c>: the builder's signature beside the script; default: auto.</summary>
    public string Signing { get; set; } = "";

    /// <summary>The agent program; default: that of a referenced package, else the one that came with this one.</summary>
    public string AgentFile { get; set; } = "";

    /// <summary>The product's program, relative to its folder; default: the one that the release makes plain.</summary>
    public string Executable { get; set; } = "";

    /// <summary>The scripts, and the signatures and keys beside them.</summary>
    [Output]
    public string[] Installers { get; private set; } = [];

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var generator = new InstallerGenerator(Repository());
        var channel = PropertyValue.Channel(SlipwayProperties.Channel, Channel) ?? ChannelName.Default;
        if (InstallerFile.Length > 0 && Bundles.Length > 1)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{SlipwayProperties.InstallerFile} names one file: expected one runtime, found {Bundles.Length}.")
            {
                Hint = $"Leave it out, or set {SlipwayProperties.Runtimes} to one of them.",
            };
        }

        var isSigned = true;
        foreach (var bundle in Bundles.Select(BundleItem.Of))
        {
            var installer = await generator.GenerateAsync(Describe(bundle, channel), cancellation);
            string[] beside = installer.Signature is { } signature ? [signature.File, signature.PublicKeyFile] : [];
            Installers = [.. Installers.Union([installer.File, .. beside])];
            isSigned &= beside.Length > 0;
            Log.LogMessage(MessageImportance.High, "{0} {1} installer ({2}) -> {3}", channel, installer.Runtime, ByteSize.Of(installer.Length), installer.File);
        }

        if (!isSigned)
        {
            Log.LogMessage(MessageImportance.High, "Installers are not signed: no key of the role 'releases' is here, or {0} is never.", SlipwayProperties.SignInstaller);
        }
    }

    private InstallerRequest Describe(BundleItem bundle, ChannelName channel)
    {
        var file = InProject(InstallerFile.Length > 0 ? InstallerFile : Path.Combine(OutputFolder, $"install-{bundle.Product}-{channel}-{bundle.Runtime}.sh"));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return new InstallerRequest(channel, bundle.Runtime, file)
        {
            AgentFile = AgentFile.Length > 0 ? InProject(AgentFile) : AgentOf(bundle.Runtime),
            PackFile = PackFile.Length > 0 ? InProject(PackFile) : null,
            Signing = PropertyValue.Signing(SlipwayProperties.SignInstaller, Signing),
            Executable = PropertyValue.Text(Executable),
        };
    }

    private string? AgentOf(RuntimeId runtime) =>
        Agents.FirstOrDefault(agent => agent.GetMetadata("Rid") == runtime.ToString())?.GetMetadata("FullPath");
}
