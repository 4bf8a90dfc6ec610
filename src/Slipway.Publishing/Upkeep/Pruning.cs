using System.Collections.Immutable;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Upkeep;

/// <summary>What pruning deleted, or would delete.</summary>
/// <param name="Deleted">The objects that nothing needs any more: metadata first, in the order of deletion.</param>
/// <param name="Kept">The objects that stay.</param>
/// <param name="NotUnderstood">The paths among those that stay of which nobody knows what they are.</param>
public sealed record Pruning(ImmutableArray<StoredEntry> Deleted, ImmutableArray<StoredEntry> Kept, ImmutableArray<string> NotUnderstood)
{
    /// <summary>Bytes of what was deleted.</summary>
    public long DeletedBytes => Deleted.Sum(entry => entry.Length);

    /// <summary>Bytes of what stays.</summary>
    public long KeptBytes => Kept.Sum(entry => entry.Length);
}
