namespace Slipway.Publishing.Delivery;

/// <summary>A link to one file of a repository. Whoever has it may read the file until it expires.</summary>
/// <param name="Path">The file, relative to the repository.</param>
/// <param name="Url">The link. It is a secret: for its receiver alone, and for no log.</param>
/// <param name="Expires">Until when it is good, unless the credentials that signed it expire earlier.</param>
/// <param name="Digest">What its bytes are, on the word of the repository's roles.</param>
/// <param name="Length">How many there are.</param>
public sealed record ReleaseLink(string Path, Uri Url, DateTimeOffset Expires, Sha256Digest Digest, long Length);
