using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Testing;
using Slipway.Testing.Servers;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Tests.Updates;

/// <summary>Devices and a private bucket of a real S3 server: behind nginx as docs/delivery.md has it, and by presigned links that expire.</summary>
public sealed partial class BucketDeliveryTests(S3Server server) : IAsyncLifetime
{
    private const string DocumentedHost = "edge-releases.s3.eu-central-1.amazonaws.com";
    private const string ProxyAddress = "127.0.0.2";

    private readonly TestDevice _device = new();
    private TestBucket? _bucket;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        _bucket = await (await server.StartAsync()).CreateBucketAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _device.Dispose();
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    [Fact]
    public async Task C04_a_device_updates_through_the_documented_nginx_and_nobody_reads_the_bucket_past_it()
    {
        Assert.SkipWhen(NginxServer.Obstacle is not null, NginxServer.Obstacle ?? "");
        await PublishAsync("1.4.1");
        await LetProxyReadAsync();
        using var nginx = await NginxServer.StartAsync(RenderNginx);
        _device.Amend(json => json["repositories"] = new JsonArray($"{nginx.Address}acme/edge-agent/"));
        using var client = new HttpClient();
        await nginx.TakeAnswersAsync();

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        var first = await nginx.TakeAnswersAsync();
        Assert.Contains("/acme/edge-agent/metadata/timestamp.json 200 -", first);
        Assert.Contains("/acme/edge-agent/metadata/2.root.json 403 MISS", first);
        var payload = Assert.Single(first, answer => answer.Contains(".payload.", StringComparison.Ordinal));
        Assert.EndsWith(" 200 MISS", payload, StringComparison.Ordinal);

        Assert.Equal(0, (await _device.RunAsync("check")).ExitCode);
        Assert.Equal(["/acme/edge-agent/metadata/timestamp.json 304 -"], await nginx.TakeAnswersAsync());

        using var range = new HttpRequestMessage(HttpMethod.Get, new Uri(nginx.Address, payload.Split(' ')[0]));
        range.Headers.Range = new RangeHeaderValue(7, to: null);
        using var rest = await client.SendAsync(range);
        Assert.Equal((HttpStatusCode.PartialContent, 7L), (rest.StatusCode, rest.Content.Headers.ContentRange!.From));
        Assert.NotNull(rest.Headers.ETag);
        Assert.EndsWith(" 206 HIT", Assert.Single(await nginx.TakeAnswersAsync()), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(nginx.Address)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.DeleteAsync(new Uri(nginx.Address, "acme/edge-agent/metadata/timestamp.json"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(new Uri(_bucket!.Address, "acme/edge-agent/metadata/timestamp.json"))).StatusCode);
    }

    [Fact]
    public async Task C04_a_device_updates_by_presigned_links_of_a_service()
    {
        await PublishAsync("1.4.1");
        using var s3 = _bucket!.Endpoint.Connect();
        using var gate = new LoopbackServer((request, response) =>
        {
            response.StatusCode = 302;
            response.RedirectLocation = Presign(s3, request.QueryString["file"]!, TimeSpan.FromMinutes(1)).AbsoluteUri;
        });
        _device.Amend(json =>
        {
            json["repositories"] = new JsonArray($"{gate.Address}link?file=acme/edge-agent/{{path}}");
            json["redirect_hosts"] = new JsonArray(_bucket.Endpoint.Address.Authority);
        });

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        gate.Requests.Clear();
        Assert.Equal(0, (await _device.RunAsync("check")).ExitCode);
        Assert.Single(gate.Requests);
        Assert.DoesNotContain("X-Amz", run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task C04_a_presigned_link_that_expired_is_renewed_at_the_offset()
    {
        await PublishAsync("1.4.1");
        var path = Path.GetRelativePath(_device.Repository.Folder, _device.Repository.FileOf("1.4.1", "payload.tar.zst"));
        var content = await File.ReadAllBytesAsync(Path.Combine(_device.Repository.Folder, path));
        using var s3 = _bucket!.Endpoint.Connect();
        var issuer = new Issuer(file => Presign(s3, $"acme/edge-agent/{file}", TimeSpan.FromSeconds(2)));
        using var source = new HttpSource(RepositoryAddress.Of(new Uri(_bucket.Address, "acme/edge-agent/")), new RepositoryAccess { Links = issuer }, TimeProvider.System);
        var first = await source.OpenFromAsync(path, 0, tag: null, CancellationToken.None);
        await first!.Content.DisposeAsync();
        using var client = new HttpClient();
        while ((await client.GetAsync(issuer.Issued[0])).StatusCode != HttpStatusCode.Forbidden)
        {
            await Task.Delay(100);
        }

        var rest = await source.OpenFromAsync(path, 40, first.Tag, CancellationToken.None);

        using var received = new MemoryStream();
        await rest!.Content.CopyToAsync(received);
        Assert.Equal((40, 2), (rest.Offset, issuer.Issued.Count));
        Assert.Equal(content[40..], received.ToArray());
    }

    private async Task PublishAsync(string version)
    {
        await _device.Repository.PublishAsync(new ReleaseRecipe(version));
        using var s3 = _bucket!.Endpoint.Connect();
        foreach (var file in Directory.EnumerateFiles(_device.Repository.Folder, "*", SearchOption.AllDirectories))
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = _bucket.Name, Key = "acme/edge-agent/" + Path.GetRelativePath(_device.Repository.Folder, file), FilePath = file });
        }
    }

    private Uri Presign(AmazonS3Client s3, string key, TimeSpan lifetime) => new(s3.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _bucket!.Name,
        Key = key,
        Expires = DateTime.UtcNow + lifetime,
        Protocol = Protocol.HTTP,
    }));

    /// <summary>The documented policy, for this bucket and the proxy of the test.</summary>
    private async Task LetProxyReadAsync()
    {
        using var s3 = _bucket!.Endpoint.Connect();
        var policy = Block("json", "\"Statement\"").Replace("edge-releases", _bucket.Name, StringComparison.Ordinal).Replace("203.0.113.7", ProxyAddress, StringComparison.Ordinal);
        await s3.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = _bucket.Name, Policy = policy });
    }

    /// <summary>The documented configuration without TLS, for this bucket.</summary>
    private string RenderNginx(int port, string cache)
    {
        var endpoint = _bucket!.Endpoint.Address;
        var text = TlsDirective().Replace(Block("nginx", "proxy_cache_path"), "")
            .Replace("listen 443 ssl;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
            .Replace($"https://{DocumentedHost}", $"http://{endpoint.Authority}", StringComparison.Ordinal)
            .Replace($"Host {DocumentedHost}", $"Host {_bucket.Name}.{endpoint.Host}", StringComparison.Ordinal)
            .Replace("203.0.113.7", ProxyAddress, StringComparison.Ordinal)
            .Replace("/var/cache/nginx/releases", cache, StringComparison.Ordinal);
        Assert.DoesNotContain("amazonaws", text, StringComparison.Ordinal);
        return text;
    }

    private static string Block(string language, string content) =>
        File.ReadAllText(SourceTree.At("docs/delivery.md")).Split("```").First(block => block.StartsWith(language + "\n", StringComparison.Ordinal) && block.Contains(content, StringComparison.Ordinal))[language.Length..];

    [GeneratedRegex(@"^ *(ssl_|proxy_ssl_)[^\n]*\n", RegexOptions.Multiline)]
    private static partial Regex TlsDirective();

    private sealed class Issuer(Func<string, Uri> sign) : ILinkIssuer
    {
        public List<Uri> Issued { get; } = [];

        public Task<Uri> IssueAsync(string path, Uri address, CancellationToken cancellation)
        {
            Issued.Add(sign(path));
            return Task.FromResult(Issued[^1]);
        }
    }
}
