using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Servers;

/// <summary>The proxy that other tests rely on: what passes through it is what was sent, and what goes wrong is what was asked for.</summary>
public sealed class FaultProxyTests(S3Server server) : IAsyncLifetime
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];

    private TestBucket _bucket = null!;
    private FaultProxy _proxy = null!;
    private AmazonS3Client _client = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(S3Server.Obstacle is not null, S3Server.Obstacle ?? "");
        _bucket = await (await server.StartAsync()).CreateBucketAsync();
        _proxy = new FaultProxy(_bucket.Endpoint.Address);
        _client = (_bucket.Endpoint with { Address = _proxy.Address }).Connect();
    }

    [Fact]
    public async Task Signed_requests_pass_as_they_are_and_are_written_down()
    {
        await PutAsync();

        using var answer = await _client.GetObjectAsync(_bucket.Name, "a b/ü");

        Assert.Equal(Content, await ReadAsync(answer));
        var objects = _proxy.Requests.Where(request => request.Path.EndsWith("a b/ü", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["PutObject", "GetObject"], objects.Select(request => request.Operation));
        Assert.Equal([200, 200], objects.Select(request => request.Status));
        Assert.InRange(objects[0].BytesUp, Content.Length, Content.Length + 2000);
        Assert.Equal(Content.Length, objects[1].BytesDown);
    }

    [Fact]
    public async Task What_is_refused_or_reset_never_happened()
    {
        foreach (var fault in new[] { ProxyFault.Reset, ProxyFault.ServerError, ProxyFault.SlowDown, ProxyFault.Cut })
        {
            _proxy.Misbehave = request => request.Method == "PUT" ? fault : null;

            await Assert.ThrowsAnyAsync<Exception>(PutAsync);

            _proxy.Misbehave = null;
            Assert.Empty((await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _bucket.Name })).S3Objects ?? []);
        }

        Assert.All(_proxy.Requests.Where(request => request.Fault is not null), request => Assert.Equal(0, request.Status));
        Assert.InRange(_proxy.Requests.First(request => request.Fault == ProxyFault.Cut).BytesUp, Content.Length / 2, (Content.Length / 2) + 1000);
    }

    [Fact]
    public async Task What_lost_its_answer_was_done()
    {
        foreach (var fault in new[] { ProxyFault.LostAnswer, ProxyFault.WrongServerError })
        {
            _proxy.Misbehave = request => request.Method == "PUT" ? fault : null;

            await Assert.ThrowsAnyAsync<Exception>(PutAsync);

            Assert.Equal(200, _proxy.Requests.First(request => request.Fault == fault).Status);
            _proxy.Misbehave = null;
            using var answer = await _client.GetObjectAsync(_bucket.Name, "a b/ü");
            Assert.Equal(Content, await ReadAsync(answer));
            await _client.DeleteObjectAsync(_bucket.Name, "a b/ü");
        }
    }

    [Fact]
    public async Task A_refusal_by_the_server_leaves_the_proxy_usable()
    {
        await PutAsync();

        var refusal = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(isNew: true));
        await PutAsync();

        Assert.Equal("PreconditionFailed", refusal.ErrorCode);
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _proxy?.Dispose();
        if (_bucket is not null)
        {
            await _bucket.DisposeAsync();
        }
    }

    private Task PutAsync() => PutAsync(isNew: false);

    private Task PutAsync(bool isNew) => _client.PutObjectAsync(new PutObjectRequest
    {
        BucketName = _bucket.Name,
        Key = "a b/ü",
        InputStream = new MemoryStream(Content),
        UseChunkEncoding = false,
        IfNoneMatch = isNew ? "*" : null,
    });

    private static async Task<byte[]> ReadAsync(GetObjectResponse answer)
    {
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
