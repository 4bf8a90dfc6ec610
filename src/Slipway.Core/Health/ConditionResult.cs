namespace Slipway.Health;

/// <summary>What one condition found in one health document.</summary>
/// <param name="Condition">What was asked.</param>
/// <param name="Observed">What was there; null when nothing was, or nothing that can be compared.</param>
/// <param name="Holds">Whether the condition is true.</param>
public sealed record ConditionResult(HealthCondition Condition, HealthValue? Observed, bool Holds)
{
    /// <summary>Whether it is a number outside its bound.</summary>
    /// <remarks>Only such a failure is excused when it was there before the update: a busy device is not the new version's fault, a missing field is.</remarks>
    public bool IsOutOfBounds => !Holds && Condition.Value.IsNumber && Observed is { IsNumber: true };

    /// <summary>The condition and what was found, for example <c>status == "healthy" (found "starting")</c>.</summary>
    public override string ToString() => $"{Condition} (found {Observed?.ToString() ?? "nothing"})";
}
