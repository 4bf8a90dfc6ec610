using System.Collections.Immutable;

namespace Slipway.Publishing.Keys;

/// <summary>What came out of a backup.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Doubt">Why the backup does not count as restored, in a sentence, or null: every key in it signs for the repository.</param>
/// <param name="RecordFile">The file that now says so. It belongs into version control.</param>
public sealed record KeyRestoration(ImmutableArray<RestoredKey> Keys, string? Doubt, string RecordFile);
