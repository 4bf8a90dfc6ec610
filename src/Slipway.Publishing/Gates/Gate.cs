using Slipway.Bundles;

namespace Slipway.Publishing.Gates;

/// <summary>A question with a threshold, which stands between a release and a channel or a larger share of its devices.</summary>
public sealed record Gate
{
    /// <summary>Its name, one per channel.</summary>
    public required SegmentName Name { get; init; }

    /// <summary>What is asked, and what the answer must be.</summary>
    public required GateQuestion Question { get; init; }

    /// <summary>When it is asked.</summary>
    public GateMoment Moments { get; init; } = GateMoment.Promote | GateMoment.Advance;

    /// <summary>What a rollout does when the threshold is broken.</summary>
    public GateAction Action { get; init; }

    /// <summary>How long it may take to answer. After that there is no answer.</summary>
    public required TimeSpan Timeout { get; init; }
}
