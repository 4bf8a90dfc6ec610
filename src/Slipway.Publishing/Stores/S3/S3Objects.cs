using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>The objects of one repository in a bucket: each method is one request, sent again where that may help.</summary>
internal sealed class S3Objects(IAmazonS3 client, S3Address address, S3Requests requests)
{
    /// <summary>Content up to this length is read and sent in one piece. Bytes.</summary>
    public const int PieceBytes = 8 * 1024 * 1024;

    /// <summary>The whole object as it is at one moment, or null.</summary>
    /// <param name="path">The object.</param>
    /// <param name="limit">Bytes; of a longer object only the beginning is read, and one byte more.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<FoundObject?> ReadAsync(string path, long limit, CancellationToken cancellation) => requests.SendAsync<FoundObject?>("read", path, limit, async token =>
    {
        try
        {
            using var answer = await client.GetObjectAsync(new GetObjectRequest { BucketName = address.Bucket, Key = KeyOf(path) }, token);
            var bytes = new byte[(int)Math.Min(answer.ContentLength, limit + 1)];
            await answer.ResponseStream.ReadExactlyAsync(bytes, token);
            return new FoundObject(bytes, EntityTag.Of(answer.ETag), answer.ContentLength, TimeOf(answer.LastModified), answer.ResponseMetadata.RequestId);
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsMissing(missing))
        {
            return null;
        }
    }, cancellation);

    /// <summary>The object as a stream, or null.</summary>
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => await ReadAsync(path, PieceBytes - 1, cancellation) switch
    {
        null => null,
        { Length: < PieceBytes } small => new MemoryStream(small.Bytes, writable: false),
        var large => new S3Stream(large, (from, token) => ReadPieceAsync(path, large, from, token)),
    };

    /// <summary>What the server knows about an object, or null.</summary>
    public Task<GetObjectMetadataResponse?> DescribeAsync(string path, CancellationToken cancellation) => requests.SendAsync<GetObjectMetadataResponse?>("read", path, 0, async token =>
    {
        try
        {
            var request = new GetObjectMetadataRequest { BucketName = address.Bucket, Key = KeyOf(path), ChecksumMode = ChecksumMode.ENABLED };
            return await client.GetObjectMetadataAsync(request, token);
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsMissing(missing))
        {
            return null;
        }
    }, cancellation);

    /// <summary>Writes an object if it is in the state that <paramref name="condition"/> names.</summary>
    /// <returns>What the server said of the last attempt. If the condition was not met, an earlier one whose answer was lost may be why.</returns>
    public Task<PutAnswer> PutAsync(string path, byte[] bytes, WriteCondition condition, CancellationToken cancellation)
    {
        var digests = PieceDigests.Of(bytes);
        return requests.SendAsync("written", path, bytes.Length, async token =>
        {
            try
            {
                var headers = ObjectHeaders.Of(path);
                var request = new PutObjectRequest
                {
                    BucketName = address.Bucket,
                    Key = KeyOf(path),
                    InputStream = new MemoryStream(bytes, writable: false),
                    IfMatch = condition.IfMatch,
                    IfNoneMatch = condition.IfNoneMatch,
                    ContentType = headers.ContentType,
                    ChecksumSHA256 = digests.Sha256,

                    // In one piece, and so with its SHA-256 in the signature: a server that verifies that stores nothing else.
                    UseChunkEncoding = false,
                };
                request.Headers.CacheControl = headers.CacheControl;
                var answer = await client.PutObjectAsync(request, token);
                return digests.IsAsSaid(answer.ETag, answer.ChecksumSHA256) ? PutAnswer.Stored : PutAnswer.StoredUnproved;
            }
            catch (AmazonS3Exception unmet) when (S3Answers.IsConditionUnmet(unmet) || (condition.IfMatch is not null && S3Answers.IsMissing(unmet)))
            {
                return PutAnswer.ConditionUnmet;
            }
        }, cancellation);
    }

    /// <summary>Copies an object onto itself: the same bytes, as of now.</summary>
    /// <returns>Whether it was there.</returns>
    public Task<bool> TryRenewAsync(string path, CancellationToken cancellation) => requests.SendAsync("written", path, 0, async token =>
    {
        try
        {
            var headers = ObjectHeaders.Of(path);
            var request = new CopyObjectRequest
            {
                SourceBucket = address.Bucket,
                SourceKey = KeyOf(path),
                DestinationBucket = address.Bucket,
                DestinationKey = KeyOf(path),
                MetadataDirective = S3MetadataDirective.REPLACE,
                ContentType = headers.ContentType,
            };
            request.Headers.CacheControl = headers.CacheControl;
            await client.CopyObjectAsync(request, token);
            return true;
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsMissing(missing))
        {
            return false;
        }
    }, cancellation);

    /// <summary>The objects whose paths begin with <paramref name="prefix"/>.</summary>
    public async IAsyncEnumerable<StoredEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? next = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix + prefix, ContinuationToken = next };
            var page = await requests.SendAsync("listed", prefix, 0, token => client.ListObjectsV2Async(request, token), cancellation);
            foreach (var found in page.S3Objects ?? [])
            {
                // What consoles show as an empty folder is an object with a slash at its end.
                if (found.Key[address.Prefix.Length..] is var path && StorePath.IsOne(path))
                {
                    yield return new StoredEntry(path, found.Size ?? 0, TimeOf(found.LastModified));
                }
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    /// <summary>Deletes an object, if it is there.</summary>
    public Task DeleteAsync(string path, CancellationToken cancellation) => requests.SendAsync("deleted", path, 0, async token =>
    {
        try
        {
            await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = KeyOf(path) }, token);
        }
        catch (AmazonS3Exception missing) when (S3Answers.IsMissing(missing))
        {
            // So it is gone.
        }

        return true;
    }, cancellation);

    /// <summary>A piece of an object of which another piece was read.</summary>
    private Task<FoundObject> ReadPieceAsync(string path, FoundObject whole, long from, CancellationToken cancellation)
    {
        var length = (int)Math.Min(PieceBytes, whole.Length - from);
        return requests.SendAsync("read", path, length, async token =>
        {
            var request = new GetObjectRequest { BucketName = address.Bucket, Key = KeyOf(path), ByteRange = new ByteRange(from, from + length - 1) };
            using var answer = await client.GetObjectAsync(request, token);
            if (EntityTag.Of(answer.ETag) != whole.Tag || answer.ContentLength != length)
            {
                throw new IOException("it changed while it was read");
            }

            var bytes = new byte[length];
            await answer.ResponseStream.ReadExactlyAsync(bytes, token);
            return whole with { Bytes = bytes };
        }, cancellation);
    }

    /// <summary>When the server says that it was written.</summary>
    public static DateTimeOffset TimeOf(DateTime? modified) => modified is { } time ? new DateTimeOffset(time.ToUniversalTime()) : DateTimeOffset.MinValue;

    private string KeyOf(string path) => address.Prefix + path;
}
