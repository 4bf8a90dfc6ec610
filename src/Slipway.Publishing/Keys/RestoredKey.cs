namespace Slipway.Publishing.Keys;

/// <summary>A key that was taken out of a backup.</summary>
/// <param name="Key">The key, as the backup names it.</param>
/// <param name="File">The full path of its private half.</param>
/// <param name="IsWritten">Whether the file was written; if not, it was there with this key.</param>
/// <param name="IsProved">Whether it signed, and a key that the repository trusts verified it.</param>
public sealed record RestoredKey(BackedUpKey Key, string File, bool IsWritten, bool IsProved);
