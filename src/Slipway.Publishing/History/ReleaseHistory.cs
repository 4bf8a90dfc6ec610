using System.Collections.Immutable;

namespace Slipway.Publishing.History;

/// <summary>Who released what when, as far as the store still bears it out.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Events">The newest first.</param>
/// <param name="Beginnings">How far back it goes, for each role that was read.</param>
/// <param name="Total">How many events there are, of which the newest are given.</param>
public sealed record ReleaseHistory(Uri Repository, ImmutableArray<ReleaseEvent> Events, ImmutableArray<RoleBeginning> Beginnings, int Total);
