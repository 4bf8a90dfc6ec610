using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Promotions;

/// <summary>What a promotion would change, and what stands against it. Nothing was changed, and nothing signed.</summary>
public sealed record PromotionPlan
{
    /// <summary>What is to be promoted.</summary>
    public required PromotionRequest Request { get; init; }

    /// <summary>The product.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>The one time of the plan. Whole seconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What changes, by runtime.</summary>
    public ImmutableArray<PlannedRuntime> Runtimes { get; init; } = [];

    /// <summary>Every rule that was asked.</summary>
    public ImmutableArray<PlannedRule> Rules { get; init; } = [];

    /// <summary>What stands against it.</summary>
    public ImmutableArray<PlannedRefusal> Refusals { get; init; } = [];

    /// <summary>How fast the channel's release goes out now, or null where it has none.</summary>
    public Rollout? RolloutNow { get; init; }

    /// <summary>How fast the release would go out at first, or null where it cannot be said.</summary>
    public Rollout? RolloutThen { get; init; }

    /// <summary>The earliest time at which the rules that wait for time are met, or null where none does.</summary>
    public DateTimeOffset? Earliest { get; init; }

    /// <summary>Who has to sign, the channel's role first.</summary>
    public ImmutableArray<PlannedSignatures> Signatures { get; init; } = [];

    /// <summary>A staging of the same promotion that waits for signatures already, or null.</summary>
    public StagingReview? Waiting { get; init; }

    /// <summary>The steps of the rollout.</summary>
    public ImmutableArray<PlannedWave> Waves { get; init; } = [];

    /// <summary>Runtimes whose own release stops, because this one is not made for them; null: none.</summary>
    public LeftOut? LeftOut { get; init; }

    /// <summary>What would become of the release on GitHub, or null where it is not to be told or has no such release.</summary>
    public PlannedGitHub? GitHub { get; init; }

    /// <summary>What the devices would do, or null where none are known.</summary>
    public FleetForecast? Fleet { get; init; }

    /// <summary>Why the devices are not known although a service should know them, or null.</summary>
    public string? FleetProblem { get; init; }

    /// <summary>What would become of it.</summary>
    public PlanVerdict Verdict => Refusals.IsEmpty ? PlanVerdict.Ready : Refusals.All(refusal => refusal.IsTemporary) ? PlanVerdict.NotYet : PlanVerdict.Refused;

    /// <summary>Whether it waits for signatures of others.</summary>
    public bool IsStaged => Signatures.Any(role => !role.IsMet);

    /// <summary>What people call the release in the channel, or null for its version.</summary>
    public string? DisplayName => Runtimes.Select(runtime => runtime.Then?.DisplayName).FirstOrDefault(name => name is not null) ?? Request.DisplayName;
}
