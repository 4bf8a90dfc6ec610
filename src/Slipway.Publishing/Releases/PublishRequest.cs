using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Releases;

/// <summary>What to publish, and into which channel.</summary>
/// <param name="BundleFolders">Signed bundles of one version, each for another runtime.</param>
/// <param name="Channel">A channel that releases may be published into.</param>
public sealed record PublishRequest(ImmutableArray<string> BundleFolders, ChannelName Channel)
{
    /// <summary>The channel of a build that names none.</summary>
    public static ChannelName DefaultChannel { get; } = ChannelName.Parse("canary");

    /// <summary>Whether devices may go to a new major version with it.</summary>
    public bool AllowsMajor { get; init; }

    /// <summary>The oldest version that is safe to run; devices remember the highest they have seen. Null leaves it as it is.</summary>
    public SemanticVersion? MinSecureVersion { get; init; }

    /// <summary>Release notes.</summary>
    public string? Notes { get; init; }

    /// <summary>The share of devices it goes to at first, in ten thousandths, or null for the channel's first wave.</summary>
    public int? Permyriad { get; init; }
}
