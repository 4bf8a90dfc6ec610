using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Testing.Servers;

namespace Slipway.Bench.S3;

/// <summary>The peer: a file in parts of one size, several at a time, by the SDK alone. It checks nothing and tells nobody.</summary>
/// <param name="client">The SDK's client.</param>
/// <param name="bucket">Where to.</param>
/// <param name="partBytes">Bytes of a part.</param>
/// <param name="atOnce">Parts that are on their way at one time.</param>
internal sealed class SdkUpload(IAmazonS3 client, TestBucket bucket, long partBytes, int atOnce)
{
    public async Task RunAsync(string file, string key)
    {
        var upload = await client.InitiateMultipartUploadAsync(bucket.Name, key);
        var length = new FileInfo(file).Length;
        var parts = Enumerable.Range(0, (int)((length + partBytes - 1) / partBytes)).ToArray();
        var sent = new PartETag[parts.Length];
        await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (part, cancellation) =>
        {
            var response = await client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = bucket.Name,
                    Key = key,
                    UploadId = upload.UploadId,
                    PartNumber = part + 1,
                    FilePath = file,
                    FilePosition = part * partBytes,
                    PartSize = Math.Min(partBytes, length - (part * partBytes)),
                },
                cancellation);
            sent[part] = new PartETag(part + 1, response.ETag);
        });
        await client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = bucket.Name, Key = key, UploadId = upload.UploadId, PartETags = [.. sent] });
    }
}
