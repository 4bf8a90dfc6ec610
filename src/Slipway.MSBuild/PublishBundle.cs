using Microsoft.Build.Framework;
using Slipway.Publishing.Releases;

namespace Slipway.MSBuild;

/// <summary>Publishes all bundles of the project in one transaction. It believes no stamp: publishing verifies what it stores.</summary>
public sealed class PublishBundle : GitHubTask
{
    /// <summary>The bundles.</summary>
    [Required]
    public ITaskItem[] Bundles { get; set; } = [];

    /// <summary>The channel that offers it first; default: canary.</summary>
    public string Channel { get; set; } = "";

    /// <summary>The share of devices it goes to at first, in percent; default: the channel's first wave.</summary>
    public string Percent { get; set; } = "";

    /// <summary>Whether devices may take it although the major version rises.</summary>
    public string AllowMajor { get; set; } = "";

    /// <summary>Devices never again go below this version.</summary>
    public string MinSecureVersion { get; set; } = "";

    /// <summary>Release notes.</summary>
    public string Notes { get; set; } = "";

    /// <summary>Files that the release on GitHub has besides, such as installers. Relative paths start at the project.</summary>
    public string[] GitHubFiles { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var channel = PropertyValue.Channel(SlipwayProperties.Channel, Channel) ?? PublishRequest.DefaultChannel;
        var request = new PublishRequest([.. Bundles.Select(bundle => bundle.ItemSpec)], channel)
        {
            AllowsMajor = PropertyValue.Switch(SlipwayProperties.AllowMajor, AllowMajor),
            MinSecureVersion = PropertyValue.Version(SlipwayProperties.MinSecureVersion, MinSecureVersion),
            Notes = PropertyValue.Text(Notes),
            Permyriad = PropertyValue.Permyriad(SlipwayProperties.Percent, Percent),
        };

        Tell(await Desk(Repository()).PublishAsync(request, [.. GitHubFiles.Select(InProject)], new ProgressLog(Log), cancellation));
    }
}
