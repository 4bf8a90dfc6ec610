using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The first column of lines about a channel's runtimes.</summary>
internal static class RuntimeColumn
{
    private const int UsualWidth = 13;

    /// <summary>The runtime, as wide as the longest that <paramref name="role"/> lists, and a blank.</summary>
    /// <param name="runtime">The runtime of the line.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="role">What the channel lists.</param>
    public static string Of(RuntimeId runtime, ChannelName channel, Targets role)
    {
        var longest = role.Files.Keys.Select(path => ReleasePaths.RuntimeOfOffer(channel, path)?.ToString().Length ?? 0).Append(UsualWidth).Max();
        return runtime.ToString().PadRight(longest) + ' ';
    }
}
