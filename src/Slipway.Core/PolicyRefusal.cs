namespace Slipway;

/// <summary>One rule that is not met.</summary>
/// <param name="Failure">Which one.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Hint">What to do, or null.</param>
public sealed record PolicyRefusal(PolicyFailure Failure, string Message, string? Hint = null)
{
    /// <summary><c>SLP6</c> and three digits.</summary>
    public string Code => $"SLP{6000 + (int)Failure}";

    /// <summary>When time will have met it, or null where time does not, or it cannot be said.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether time alone will meet it.</summary>
    public bool IsTemporary => Failure is PolicyFailure.BakeNotOver or PolicyFailure.SoakNotOver or PolicyFailure.NotBegun;
}
