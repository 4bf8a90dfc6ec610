namespace Slipway.Tuf;

/// <summary>What the repository answered about its timestamp.</summary>
/// <param name="Bytes">The file; empty when unchanged. Nobody has vouched for it.</param>
/// <param name="Tag">The tag that it was served with, or null.</param>
/// <param name="IsUnchanged">It still is the file that was known.</param>
internal sealed record TimestampAnswer(byte[] Bytes, string? Tag, bool IsUnchanged);
