namespace Slipway.Channels;

/// <summary>What became of a rule that stood between a release and a channel, or a share of its devices.</summary>
public enum RuleOutcome
{
    /// <summary>It was met.</summary>
    Passed,

    /// <summary>It was not met.</summary>
    Failed,

    /// <summary>Nothing was there to judge it by, which never counts as met.</summary>
    Missing,

    /// <summary>It was not asked for: an emergency.</summary>
    Skipped,
}
