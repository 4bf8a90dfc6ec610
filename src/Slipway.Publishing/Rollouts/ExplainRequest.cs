using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Rollouts;

/// <summary>A device as far as it is known where releases are made. What it knows alone, it alone can say: what failed there, and what its operator holds.</summary>
/// <param name="DeviceId">Its id, which places it in rollouts.</param>
/// <param name="Channel">The channel that it follows.</param>
public sealed record ExplainRequest(string DeviceId, ChannelName Channel)
{
    /// <summary>Its runtime, or null for the only one that the channel has offers for.</summary>
    public RuntimeId? Runtime { get; init; }

    /// <summary>The version that it runs, or null: nothing is installed yet.</summary>
    public SemanticVersion? Running { get; init; }

    /// <summary>The highest <c>min_secure_version</c> that it has seen, or null.</summary>
    public SemanticVersion? Floor { get; init; }

    /// <summary>The time at which it decides, or null for now.</summary>
    public DateTimeOffset? Time { get; init; }
}
