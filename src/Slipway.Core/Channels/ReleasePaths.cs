using Slipway.Bundles;

namespace Slipway.Channels;

/// <summary>Where things lie below a repository's <c>targets/</c>. Every path of the product is made here.</summary>
public static class ReleasePaths
{
    /// <summary>The role that lists bundles.</summary>
    public const string ReleasesRole = "releases";

    /// <summary>The role that lists rollouts.</summary>
    public const string RolloutRole = "rollout";

    /// <summary>The patterns that the releases role may list.</summary>
    public const string ReleasesPattern = "releases/*/*/*";

    /// <summary>The pattern that the rollout role may list.</summary>
    public const string RolloutPattern = "rollout/*";

    /// <summary>The path of a file of a bundle.</summary>
    public static string Bundle(SemanticVersion version, RuntimeId runtime, string file) => $"releases/{version}/{runtime}/{file}";

    /// <summary>The path of a channel's offer for a runtime.</summary>
    public static string Offer(ChannelName channel, RuntimeId runtime) => $"{channel}/{runtime}.json";

    /// <summary>The path of a channel's rollout.</summary>
    public static string Rollout(ChannelName channel) => $"rollout/{channel}.json";

    /// <summary>The path of the list of what a channel has offered before. Devices do not read it.</summary>
    public static string OfferHistory(ChannelName channel) => $"{channel}/history/offers.json";

    /// <summary>The runtime that <paramref name="path"/> is the offer of <paramref name="channel"/> for, or null if it is something else.</summary>
    public static RuntimeId? RuntimeOfOffer(ChannelName channel, string path) =>
        RuntimeId.TryParse(Path.GetFileNameWithoutExtension(path), out var runtime) && path == Offer(channel, runtime) ? runtime : null;
}
