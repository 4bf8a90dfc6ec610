using Amazon.Runtime;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>Credentials that the SDK has to fetch before it can sign a request.</summary>
public sealed class S3CredentialsTests(MotoServer server)
{
    private const string Role = "arn:aws:iam::123456789012:role/publisher";

    [Fact]
    public async Task B07_a_web_identity_is_exchanged_for_credentials()
    {
        Assert.SkipWhen(MotoServer.Obstacle is not null, MotoServer.Obstacle ?? "");
        var endpoint = await server.StartAsync();
        await using var bucket = await endpoint.CreateBucketAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["token"], "a token that Moto does not look at", CancellationToken.None);

        // The SDK takes the address of the token service from nowhere else. Nothing else here asks it.
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", endpoint.Address.AbsoluteUri);
        using var store = Open(endpoint.Address, bucket.Name, folder["token"]);

        Assert.Equal(WriteOnce.Created, await store.CreateAsync("metadata/1.root.json", StoreContent.Of("root"u8.ToArray()), CancellationToken.None));
    }

    [Fact]
    public async Task A_web_identity_without_its_token_is_refused_with_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        using var store = Open(new Uri("http://127.0.0.1:9/"), "releases", folder["token"]);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None));

        Assert.Equal("SLP3012", refusal.Code);
        Assert.Contains(folder["token"], refusal.Message, StringComparison.Ordinal);
        Assert.Equal("SLP3012", Assert.Throws<StoreException>(() => store.Link("metadata/timestamp.json", TimeSpan.FromHours(1))).Code);
    }

    private static S3Store Open(Uri endpoint, string bucket, string tokenFile) => new(
        S3Address.Parse(new Uri($"s3://{bucket}/devices")),
        new S3Settings(endpoint, "us-east-1", PathStyle: true),
        S3Patience.Default,
        TimeProvider.System,
        new AssumeRoleWithWebIdentityCredentials(tokenFile, Role, "tests"));
}
