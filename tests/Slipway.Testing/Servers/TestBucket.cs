using Amazon.S3.Model;

namespace Slipway.Testing.Servers;

/// <summary>A bucket that is deleted with everything in it.</summary>
/// <param name="Endpoint">The server that has it.</param>
/// <param name="Name">Its name.</param>
public sealed record TestBucket(S3Endpoint Endpoint, string Name) : IAsyncDisposable
{
    /// <summary>As a store's address: <c>s3://NAME</c>.</summary>
    public Uri Store => new($"s3://{Name}");

    /// <summary>Where its objects are by HTTP.</summary>
    public Uri Address => new(Endpoint.Address, $"{Name}/");

    /// <summary>Lets everybody read objects whose names they know, and nothing else.</summary>
    public async Task LetEverybodyReadAsync()
    {
        using var client = Endpoint.Connect();
        await client.PutBucketPolicyAsync(new PutBucketPolicyRequest
        {
            BucketName = Name,
            Policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{{Name}}/*"}]}""",
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await EmptyAsync();
        using var client = Endpoint.Connect();
        await client.DeleteBucketAsync(Name);
    }

    /// <summary>Deletes everything in it, also what was half sent.</summary>
    public async Task EmptyAsync()
    {
        using var client = Endpoint.Connect();
        await AbortUploadsAsync(client);
        await DeleteObjectsAsync(client);
    }

    private async Task AbortUploadsAsync(Amazon.S3.IAmazonS3 client)
    {
        await foreach (var upload in client.Paginators.ListMultipartUploads(new ListMultipartUploadsRequest { BucketName = Name }).Uploads)
        {
            await client.AbortMultipartUploadAsync(Name, upload.Key, upload.UploadId);
        }
    }

    private async Task DeleteObjectsAsync(Amazon.S3.IAmazonS3 client)
    {
        await foreach (var item in client.Paginators.ListObjectsV2(new ListObjectsV2Request { BucketName = Name }).S3Objects)
        {
            await client.DeleteObjectAsync(Name, item.Key);
        }
    }
}
