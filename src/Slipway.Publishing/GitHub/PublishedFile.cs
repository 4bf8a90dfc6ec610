namespace Slipway.Publishing.GitHub;

/// <summary>A file of a release on GitHub.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Its SHA-256 digest. Of <c>SHA256SUMS.sig</c> that of a signature as good as the one there.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="IsNew">Whether it was uploaded now, and not there already.</param>
public sealed record PublishedFile(string Name, Sha256Digest Digest, long Length, bool IsNew);
