using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>A release that was yanked.</summary>
/// <param name="Release">The release, with the reason that devices are told, and since when.</param>
/// <param name="IsChanged">Whether anything was signed: a yank that was made before changes nothing.</param>
/// <param name="Channels">What it means in each channel, by name.</param>
public sealed record Yanking(YankedRelease Release, bool IsChanged, ImmutableArray<ChannelRecall> Channels)
{
    /// <summary>Whether devices that run the release stay on it somewhere, because there is none to go back to.</summary>
    public bool HasDeadEnd => Channels.Any(channel => channel.Runtimes.Any(runtime => runtime.IsDeadEnd));
}
