using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Testing.Servers;

/// <summary>An S3 server that answers, and who may use it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="AccessKey">The user.</param>
/// <param name="Secret">The user's secret.</param>
/// <param name="Region">Its region.</param>
public sealed record S3Endpoint(Uri Address, string AccessKey, string Secret, string Region)
{
    /// <summary>What a program needs in its environment to use it, buckets in the path.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["AWS_ACCESS_KEY_ID"] = AccessKey,
        ["AWS_SECRET_ACCESS_KEY"] = Secret,
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["SLIPWAY_S3_ENDPOINT"] = Address.AbsoluteUri,
        ["SLIPWAY_S3_REGION"] = Region,
        ["SLIPWAY_S3_PATH_STYLE"] = "true",
    };

    /// <summary>The bare client of the SDK, which sends no checksums that nobody asked for.</summary>
    public AmazonS3Client Connect() => new(new BasicAWSCredentials(AccessKey, Secret), new AmazonS3Config
    {
        ServiceURL = Address.AbsoluteUri,
        AuthenticationRegion = Region,
        ForcePathStyle = true,
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    /// <summary>Makes an empty bucket of its own for one test.</summary>
    public async Task<TestBucket> CreateBucketAsync()
    {
        using var client = Connect();
        var name = $"slipway-test-{Guid.NewGuid():n}";
        await client.PutBucketAsync(new PutBucketRequest { BucketName = name });
        return new TestBucket(this, name);
    }
}
