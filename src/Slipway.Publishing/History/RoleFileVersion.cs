namespace Slipway.Publishing.History;

/// <summary>A version of a role's metadata in the store.</summary>
/// <param name="Version">The version by its file's name.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
internal sealed record RoleFileVersion(long Version, DateTimeOffset Modified);
