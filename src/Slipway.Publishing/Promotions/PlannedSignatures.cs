namespace Slipway.Publishing.Promotions;

/// <summary>Who has to sign.</summary>
/// <param name="Role">The role.</param>
/// <param name="Threshold">How many must.</param>
/// <param name="Keys">How many could.</param>
/// <param name="AtHand">How many of those this machine holds, or null where its keys cannot be opened.</param>
public sealed record PlannedSignatures(string Role, int Threshold, int Keys, int? AtHand)
{
    /// <summary>Why its keys cannot be opened here, or null.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether this machine can sign alone.</summary>
    public bool IsMet => AtHand >= Threshold;
}
