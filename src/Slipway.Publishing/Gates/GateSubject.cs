using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Gates;

/// <summary>The release that gates are asked about; queries name what they need of it.</summary>
/// <param name="Product"><c>{product}</c>.</param>
/// <param name="Version"><c>{version}</c>.</param>
/// <param name="Channel"><c>{channel}</c>: the channel whose gates they are.</param>
public sealed record GateSubject(SegmentName Product, SemanticVersion Version, ChannelName Channel)
{
    /// <summary><c>{from}</c>: the channel that offers the release; the same channel when a rollout goes on.</summary>
    public required ChannelName From { get; init; }

    /// <summary><c>{previous}</c>: the release that devices come from, or null where there is none.</summary>
    public SemanticVersion? Previous { get; init; }

    /// <summary>Since when it is watched: when it entered the source channel, or when the present wave began. <c>{age}</c> is the time since then in whole seconds, as in <c>1800s</c>.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The one time of the operation.</summary>
    public required DateTimeOffset Time { get; init; }
}
