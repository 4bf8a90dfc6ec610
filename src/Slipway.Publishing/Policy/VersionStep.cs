using Slipway.Bundles;

namespace Slipway.Publishing.Policy;

/// <summary>The step from the version that a channel offers to the next one.</summary>
internal static class VersionStep
{
    /// <summary>Why the channel does not take <paramref name="next"/> after <paramref name="current"/>, or null if it does.</summary>
    public static PolicyRefusal? Refuse(ChannelPolicy channel, SemanticVersion current, SemanticVersion next)
    {
        if (next < current)
        {
            return new(PolicyFailure.NotForward, $"{next} is older than {current}, which {channel.Name} offers.", $"To go back on purpose: slipway rollback --channel {channel.Name}");
        }

        return channel.AllowsBump(current, next)
            ? null
            : new(PolicyFailure.StepTooLarge, $"{next} is more than a {TextOf(channel.Bump)} step after {current}, which is all that {channel.Name} allows.", $"See channels.{channel.Name}.bump in {ReleasePolicy.FileName}.");
    }

    /// <summary>As slipway.json spells it.</summary>
    public static string TextOf(VersionBump bump) => bump.ToString().ToLowerInvariant();
}
