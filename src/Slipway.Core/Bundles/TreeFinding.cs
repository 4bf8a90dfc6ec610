namespace Slipway.Bundles;

/// <summary>One thing that is wrong with an installed tree.</summary>
/// <param name="Path">The path in the tree, fit to be printed.</param>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Refusal">The refusal that it is where a whole tree is asked for: it says what was found and what was expected.</param>
public sealed record TreeFinding(string Path, TreeFindingKind Kind, SlipwayException Refusal)
{
    /// <inheritdoc/>
    public override string ToString() => Refusal.Message;
}
