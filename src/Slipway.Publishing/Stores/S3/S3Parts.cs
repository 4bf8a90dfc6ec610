using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>The requests of uploads in parts.</summary>
internal sealed class S3Parts(IAmazonS3 client, S3Address address, S3Requests requests)
{
    /// <summary>An upload of this object that was begun and neither completed nor aborted, by this publisher or another one; null if there is none.</summary>
    public async Task<string?> FindUploadAsync(string path, CancellationToken cancellation)
    {
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = KeyOf(path) };
        var page = await requests.SendAsync("listed", path, 0, token => client.ListMultipartUploadsAsync(request, token), cancellation);
        return page.MultipartUploads?.FirstOrDefault(upload => upload.Key == KeyOf(path))?.UploadId;
    }

    /// <summary>Begins an upload.</summary>
    /// <returns>Its id.</returns>
    public Task<string> BeginAsync(string path, CancellationToken cancellation) => requests.SendAsync("written", path, 0, async token =>
    {
        var headers = ObjectHeaders.Of(path);
        var request = new InitiateMultipartUploadRequest { BucketName = address.Bucket, Key = KeyOf(path), ContentType = headers.ContentType, ChecksumAlgorithm = ChecksumAlgorithm.SHA256 };
        request.Headers.CacheControl = headers.CacheControl;
        return (await client.InitiateMultipartUploadAsync(request, token)).UploadId;
    }, cancellation);

    /// <summary>The parts that the server has, by their numbers.</summary>
    public async Task<Dictionary<int, PartDetail>> ListAsync(string path, string upload, CancellationToken cancellation)
    {
        var found = new Dictionary<int, PartDetail>();
        string? after = null;
        do
        {
            var request = new ListPartsRequest { BucketName = address.Bucket, Key = KeyOf(path), UploadId = upload, PartNumberMarker = after };
            var page = await requests.SendAsync("listed", path, 0, token => WithinUploadAsync(() => client.ListPartsAsync(request, token)), cancellation);
            foreach (var part in page.Parts ?? [])
            {
                found[part.PartNumber ?? 0] = part;
            }

            after = page.IsTruncated == true ? $"{page.NextPartNumberMarker}" : null;
        }
        while (after is not null);
        return found;
    }

    /// <summary>Sends a part, with its digest.</summary>
    public Task<PartETag> SendAsync(string path, string upload, int number, ArraySegment<byte> piece, PieceDigests digests, CancellationToken cancellation) => requests.SendAsync("written", path, piece.Count, async token =>
    {
        var request = new UploadPartRequest
        {
            BucketName = address.Bucket,
            Key = KeyOf(path),
            UploadId = upload,
            PartNumber = number,
            PartSize = piece.Count,
            InputStream = new MemoryStream(piece.Array!, piece.Offset, piece.Count, writable: false),
            ChecksumSHA256 = digests.Sha256,
            UseChunkEncoding = false,
        };
        var answer = await WithinUploadAsync(() => client.UploadPartAsync(request, token));
        return new PartETag(number, answer.ETag) { ChecksumSHA256 = answer.ChecksumSHA256 };
    }, cancellation);

    /// <summary>Makes the object of its parts, if there is none yet.</summary>
    /// <remarks>Not every server honours the condition here. Where none does, another publisher's object is replaced by the same bytes: uploads are only for paths that name their digest.</remarks>
    /// <returns>What the server says of it; null if there is one already.</returns>
    public Task<CompleteMultipartUploadResponse?> CompleteAsync(string path, string upload, List<PartETag> parts, CancellationToken cancellation) => requests.SendAsync<CompleteMultipartUploadResponse?>("written", path, 0, async token =>
    {
        try
        {
            var request = new CompleteMultipartUploadRequest { BucketName = address.Bucket, Key = KeyOf(path), UploadId = upload, PartETags = parts, IfNoneMatch = "*" };
            return await WithinUploadAsync(() => client.CompleteMultipartUploadAsync(request, token));
        }
        catch (AmazonS3Exception unmet) when (S3Answers.IsConditionUnmet(unmet))
        {
            return null;
        }
        catch (AmazonS3Exception replaced) when (replaced.ErrorCode == "InvalidPart")
        {
            // Another publisher has sent a part once more, and the server calls it something else now: encrypted, the same bytes are.
            throw new UploadGoneException(replaced);
        }
    }, cancellation);

    /// <summary>Lets the server forget the parts.</summary>
    public Task AbortAsync(string path, string upload, CancellationToken cancellation) => requests.SendAsync("aborted", path, 0, async token =>
    {
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = KeyOf(path), UploadId = upload }, token);
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsUploadMissing(missing))
        {
            // Somebody else was faster.
        }

        return true;
    }, cancellation);

    private string KeyOf(string path) => address.Prefix + path;

    private static async Task<T> WithinUploadAsync<T>(Func<Task<T>> send)
    {
        try
        {
            return await send();
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsUploadMissing(missing))
        {
            throw new UploadGoneException(missing);
        }
    }
}
