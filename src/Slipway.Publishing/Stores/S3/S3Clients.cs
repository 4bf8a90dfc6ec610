using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Slipway.Publishing.Stores.S3;

/// <summary>Makes the SDK's client as this store wants it: it tries once, and leaves it to the store what an answer means.</summary>
internal static class S3Clients
{
    // Any will do where a server has only one; the SDK wants one to sign for.
    private const string AnyRegion = "us-east-1";

    /// <summary>Opens a client. Credentials come from the SDK's own chain: environment, profile, web identity, container, instance.</summary>
    /// <param name="settings">How the server is reached.</param>
    /// <param name="credentials">Those of a test; null for the chain.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.AddressInvalid"/>: nothing says which server or region.</exception>
    public static AmazonS3Client Open(S3Settings settings, AWSCredentials? credentials)
    {
        try
        {
            var client = credentials is null ? new AmazonS3Client(Configure(settings)) : new AmazonS3Client(credentials, Configure(settings));
            client.BeforeRequestEvent += SignKnownDigest;
            return client;
        }
        catch (AmazonClientException incomplete)
        {
            throw new StoreException(StoreFailure.AddressInvalid, $"It is not said which S3 server the store is on: {incomplete.Message}", incomplete)
            {
                Hint = "Set \"s3\": {\"region\": ...} in slipway.json, --s3-region or AWS_REGION; for a server that is not AWS also its endpoint.",
            };
        }
    }

    /// <summary>The signature covers the content's SHA-256. Where the request states it for the server to check, the SDK need not read all of the content once more to find it.</summary>
    private static void SignKnownDigest(object sender, RequestEventArgs request)
    {
        if (request is WebServiceRequestEventArgs { Headers: { } headers } && headers.TryGetValue("x-amz-checksum-sha256", out var digest))
        {
            headers.TryAdd("x-amz-content-sha256", Convert.ToHexStringLower(Convert.FromBase64String(digest)));
        }
    }

    private static AmazonS3Config Configure(S3Settings settings)
    {
        // Asked of a configuration of its own: one that is asked for its region forgets the endpoint.
        var endpoint = settings.Endpoint?.AbsoluteUri ?? new AmazonS3Config().ServiceURL;
        var config = new AmazonS3Config
        {
            ForcePathStyle = settings.PathStyle ?? endpoint is not null,
            HttpClientFactory = new S3HttpClients(closesAfterContent: endpoint is not null),

            // A retry has to know what the attempt before it may have done.
            MaxErrorRetry = 0,

            // Every request with content signs its SHA-256, which is stronger; and not every server reads trailers.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = settings.Region ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? AnyRegion;
        }
        else if (settings.Region is { } region)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return config;
    }
}
