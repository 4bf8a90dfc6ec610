using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>A channel is to offer an older release again.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Reason">Why, in a line: it is signed with the offer.</param>
public sealed record RollbackRequest(ChannelName Channel, string Reason)
{
    /// <summary>The release to go back to, or null for the one that the channel's offers pin.</summary>
    public SemanticVersion? To { get; init; }

    /// <summary>Versions that devices may leave for it, besides all that are listed between it and what is offered.</summary>
    public ImmutableArray<SemanticVersion> From { get; init; } = [];

    /// <summary>The share of devices that goes back at first, in ten thousandths, or null for all at once.</summary>
    public int? Permyriad { get; init; }
}
