namespace Slipway.Publishing.History;

/// <summary>How far back the store goes for a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Oldest">The oldest version that was read.</param>
/// <param name="IsFirst">Whether nothing came before it; if not, older versions were pruned, or are more than are read.</param>
/// <param name="Orphans">Versions that were written and never published.</param>
public sealed record RoleBeginning(string Role, long Oldest, bool IsFirst, int Orphans);
