namespace Slipway.Publishing.Ceremonies;

/// <summary>An online role that should have been signed again and was not.</summary>
/// <param name="Role">The role.</param>
/// <param name="Expires">From then on readers refuse it.</param>
/// <param name="Lack">Which key is missing.</param>
public sealed record UnsignedRole(string Role, DateTimeOffset Expires, InputException Lack);
