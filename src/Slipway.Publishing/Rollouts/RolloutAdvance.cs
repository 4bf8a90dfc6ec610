using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Rollouts;

/// <summary>What became of one channel's rollout.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record RolloutAdvance(ChannelName Channel, AdvanceOutcome Outcome)
{
    /// <summary>The rollout as it is now; null where the channel offers nothing.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>The share before, in ten thousandths. The share now is the rollout's.</summary>
    public int From { get; init; }

    /// <summary>Why it waits: every rule that is not met. Empty otherwise.</summary>
    public ImmutableArray<PolicyRefusal> Refusals { get; init; } = [];

    /// <summary>Until when the present share is watched, or the rollout has not begun; null where that is over or nothing waits for it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Every rule that was asked: <c>soak</c> where it is over, and gates.</summary>
    public ImmutableArray<RuleEvidence> Evidence { get; init; } = [];
}
