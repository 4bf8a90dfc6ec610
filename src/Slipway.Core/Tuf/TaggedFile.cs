namespace Slipway.Tuf;

/// <summary>A file as a source answered, with the tag that names this state of it (RFC 9110 §8.8.3).</summary>
/// <param name="Content">Its bytes; null when the source does not have it, or when it is unchanged. Whoever asked disposes of it.</param>
/// <param name="Tag">The source's tag; null where it has none. It proves nothing: it only saves asking for the same bytes again.</param>
/// <param name="IsUnchanged">The source says that the known bytes are the current ones.</param>
public sealed record TaggedFile(Stream? Content, string? Tag, bool IsUnchanged = false);
