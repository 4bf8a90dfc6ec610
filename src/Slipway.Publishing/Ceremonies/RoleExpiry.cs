namespace Slipway.Publishing.Ceremonies;

/// <summary>When a role must have been signed again.</summary>
/// <param name="Role">The role.</param>
/// <param name="Expires">From then on readers refuse it.</param>
/// <param name="IsOnline">Whether refreshing signs it by itself.</param>
/// <param name="IsPastHalf">Whether less than half of its lifetime is left.</param>
/// <param name="IsExpired">Whether nothing of it is left.</param>
public sealed record RoleExpiry(string Role, DateTimeOffset Expires, bool IsOnline, bool IsPastHalf, bool IsExpired);
