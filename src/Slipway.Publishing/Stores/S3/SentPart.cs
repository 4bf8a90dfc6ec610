using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>A part that the server has.</summary>
/// <param name="Tag">What the server calls it.</param>
/// <param name="Digests">Those of its bytes.</param>
internal sealed record SentPart(PartETag Tag, PieceDigests Digests);
