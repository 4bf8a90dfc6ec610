namespace Slipway.Tuf.Sources;

/// <summary>One file in a pack.</summary>
/// <param name="Offset">Where its content begins, in bytes from the start of the pack.</param>
/// <param name="Length">The content's length in bytes.</param>
internal readonly record struct PackEntry(long Offset, long Length);
