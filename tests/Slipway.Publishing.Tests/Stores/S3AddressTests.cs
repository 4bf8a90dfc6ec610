using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Tests.Stores;

public sealed class S3AddressTests
{
    [Theory]
    [InlineData("s3://bucket", "bucket", "")]
    [InlineData("s3://bucket/", "bucket", "")]
    [InlineData("s3://bucket/devices", "bucket", "devices/")]
    [InlineData("s3://my.bucket-1//devices/eu/", "my.bucket-1", "devices/eu/")]
    [InlineData("s3://bucket/a%20b", "bucket", "a b/")]
    public void An_address_is_a_bucket_and_what_keys_begin_with(string text, string bucket, string prefix)
    {
        var address = S3Address.Parse(ReleaseStores.ParseAddress(text, "/"));

        Assert.Equal(new S3Address(bucket, prefix), address);
        Assert.Equal(address, S3Address.Parse(address.ToUri()));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///devices")]
    [InlineData("s3://bucket:9000/devices")]
    [InlineData("s3://bucket/devices?region=eu")]
    [InlineData("s3://bucket/devices#x")]
    [InlineData("s3://AKIAEXAMPLE:topsecret@bucket/devices")]
    public void What_is_none_is_refused_and_a_secret_in_it_not_repeated(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => ReleaseStores.ParseAddress(text, "/"));

        Assert.DoesNotContain("topsecret", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, null, "https://bucket.s3.REGION.amazonaws.com/devices")]
    [InlineData(null, "eu-central-1", null, "https://bucket.s3.eu-central-1.amazonaws.com/devices")]
    [InlineData(null, "eu-central-1", true, "https://s3.eu-central-1.amazonaws.com/bucket/devices")]
    [InlineData("https://minio.example.com", null, null, "https://minio.example.com/bucket/devices")]
    [InlineData("http://127.0.0.1:9000", null, false, "http://bucket.127.0.0.1:9000/devices")]
    public void Devices_read_a_public_bucket_where_its_server_is(string? endpoint, string? region, bool? isInPath, string expected) =>
        Assert.Equal(expected, S3Address.Parse(new Uri("s3://bucket/devices")).WebAddress(new S3Settings(endpoint is null ? null : new Uri(endpoint), region, isInPath)));

    [Theory]
    [InlineData("https://user:topsecret@minio.example.com")]
    [InlineData("https://minio.example.com/?X-Amz-Signature=topsecret")]
    [InlineData("minio.example.com")]
    [InlineData("ftp://minio.example.com")]
    public void An_endpoint_is_a_server_and_holds_no_secret(string text) =>
        Assert.DoesNotContain("topsecret", Assert.Throws<FormatException>(() => S3Settings.ParseEndpoint(text)).ToString(), StringComparison.Ordinal);

    [Fact]
    public void What_an_option_leaves_open_slipway_json_says()
    {
        var policy = new S3Settings(new Uri("https://minio.example.com"), "eu-central-1", PathStyle: true);

        Assert.Equal(new S3Settings(new Uri("https://minio.example.com"), "eu-west-1", PathStyle: false), new S3Settings(Region: "eu-west-1", PathStyle: false).Over(policy));
    }
}
