using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>Tells whether an object is a content, from what its server proves where that is enough, else from its bytes.</summary>
internal sealed class StoredCopy(S3Objects objects, TimeProvider time)
{
    // What was written so lately is as good as new: whoever prunes leaves alone what is younger than an hour.
    private static readonly TimeSpan Youth = TimeSpan.FromMinutes(10);

    /// <summary>Compares an object with a content, and makes it young if they are the same.</summary>
    /// <param name="path">The object.</param>
    /// <param name="content">The content.</param>
    /// <param name="fingerprint">The content's, if it is known already.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Null if there is none.</returns>
    public async Task<WriteOnce?> CompareAsync(string path, StoreContent content, ContentFingerprint? fingerprint, CancellationToken cancellation)
    {
        var (result, modified) = content.Length <= S3Objects.PieceBytes
            ? await CompareBytesAsync(path, content, cancellation)
            : await CompareLargeAsync(path, content, fingerprint, cancellation);
        return result == WriteOnce.AlreadyThere && time.GetUtcNow() - modified > Youth && !await objects.TryRenewAsync(path, cancellation) ? null : result;
    }

    private async Task<(WriteOnce? Result, DateTimeOffset Modified)> CompareBytesAsync(string path, StoreContent content, CancellationToken cancellation) =>
        await objects.ReadAsync(path, content.Length, cancellation) is { } found
            ? (ResultOf(found.Length == content.Length && Sha256Digest.Of(found.Bytes) == content.Digest), found.Modified)
            : (null, default);

    private async Task<(WriteOnce? Result, DateTimeOffset Modified)> CompareLargeAsync(string path, StoreContent content, ContentFingerprint? fingerprint, CancellationToken cancellation)
    {
        if (await objects.DescribeAsync(path, cancellation) is not { } found)
        {
            return (null, default);
        }

        var isSame = found.ContentLength == content.Length
            && (await IsProvedAsync(found, content, fingerprint, cancellation) || await DigestAsync(path, cancellation) == content.Digest);
        return (ResultOf(isSame), S3Objects.TimeOf(found.LastModified));
    }

    private async Task<Sha256Digest?> DigestAsync(string path, CancellationToken cancellation)
    {
        await using var stream = await objects.OpenAsync(path, cancellation);
        return stream is null ? null : await Sha256Digest.OfAsync(stream, cancellation);
    }

    private static async Task<bool> IsProvedAsync(GetObjectMetadataResponse found, StoreContent content, ContentFingerprint? fingerprint, CancellationToken cancellation) =>
        (fingerprint ?? await ContentFingerprint.ReadAsync(content, cancellation)).IsProvedBy(found.ETag, found.ChecksumSHA256);

    private static WriteOnce ResultOf(bool isSame) => isSame ? WriteOnce.AlreadyThere : WriteOnce.Differs;
}
