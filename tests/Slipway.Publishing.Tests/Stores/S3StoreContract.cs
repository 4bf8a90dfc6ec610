using Amazon.Runtime;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;
using Slipway.Testing.Servers;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>What stores in buckets promise besides, on whatever server.</summary>
public abstract class S3StoreContract : ReleaseStoreContract, IAsyncLifetime
{
    private const int PartBytes = 8 * 1024 * 1024;
    private static readonly ProxyFault[] Faults = [ProxyFault.LostAnswer, ProxyFault.WrongServerError, ProxyFault.Reset, ProxyFault.Cut, ProxyFault.ServerError, ProxyFault.SlowDown];

    private readonly List<S3Store> _opened = [];

    /// <summary>The bucket that a test has to itself.</summary>
    protected TestBucket Bucket { get; private set; } = null!;

    /// <summary>As a publisher of its own would open it.</summary>
    protected override IReleaseStore Store => Open(Bucket.Endpoint.Address);

    public async ValueTask InitializeAsync() => Bucket = await (await StartAsync()).CreateBucketAsync();

    [Fact]
    public async Task C13_large_content_travels_in_parts_and_is_not_sent_twice()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var store = Open(proxy.Address);
        using var payload = new Payload(2 * PartBytes + 12_345);
        var progress = new List<long>();

        Assert.Equal(WriteOnce.Created, await store.CreateAsync(payload.Path, payload.Content.ReportingTo(written => { lock (progress) { progress.Add(written); } }), CancellationToken.None));

        Assert.Equal(3, Count(proxy, "UploadPart"));
        Assert.Equal(payload.Content.Length, progress.Max());
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));

        proxy.Forget();
        Assert.Equal(WriteOnce.AlreadyThere, await store.CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        Assert.Equal(["HeadObject"], proxy.Requests.Select(request => request.Operation));
    }

    [Fact]
    public async Task P2_parts_that_a_dead_publisher_has_sent_are_not_sent_again()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var payload = new Payload(3 * PartBytes);
        proxy.Misbehave = request => request.Operation == "CompleteMultipartUpload" || request.Query.Contains("partNumber=3", StringComparison.Ordinal) ? ProxyFault.Reset : null;

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Open(proxy.Address).CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Null(await Store.OpenAsync(payload.Path, CancellationToken.None));

        proxy.Misbehave = null;
        proxy.Forget();
        Assert.Equal(WriteOnce.Created, await Open(proxy.Address).CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        Assert.Equal("3", Assert.Single(proxy.Requests, request => request.Operation == "UploadPart").Query.Split("partNumber=")[1].Split('&')[0]);
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));
    }

    [Fact]
    public async Task A_large_file_that_changed_after_it_was_hashed_is_not_stored_and_no_parts_stay()
    {
        using var payload = new Payload(2 * PartBytes);
        payload.Change();

        var refusal = await Assert.ThrowsAsync<InputException>(() => Store.CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        Assert.Equal("SLP1032", refusal.Code);
        Assert.Null(await Store.OpenAsync(payload.Path, CancellationToken.None));
        Assert.Empty(await UploadsAsync());
    }

    [Fact]
    public async Task An_upload_that_is_stopped_leaves_no_object_and_no_parts()
    {
        using var stop = new CancellationTokenSource();
        using var payload = new Payload(6 * PartBytes);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.CreateAsync(payload.Path, payload.Content.ReportingTo(_ => stop.Cancel()), stop.Token));

        Assert.Null(await Store.OpenAsync(payload.Path, CancellationToken.None));
        Assert.Empty(await UploadsAsync());
    }

    [Fact]
    public async Task Publishers_that_send_one_payload_at_the_same_time_all_succeed()
    {
        using var payload = new Payload(2 * PartBytes);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Store.CreateAsync(payload.Path, payload.Content, CancellationToken.None))));

        Assert.DoesNotContain(WriteOnce.Differs, results);
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));
    }

    [Fact]
    public async Task What_is_large_and_not_named_after_its_digest_is_refused()
    {
        using var payload = new Payload(5 * PartBytes);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Store.CreateAsync("targets/payload", payload.Content, CancellationToken.None));

        Assert.Equal("SLP3011", refusal.Code);
    }

    [Theory]
    [InlineData("lost answer")]
    [InlineData("500 though it was done")]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("500")]
    [InlineData("503")]
    public async Task P2_a_write_whose_answer_was_lost_is_recognised_as_the_own_one(string fault)
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var store = Open(proxy.Address);
        proxy.Misbehave = request => request is { Method: "PUT", Number: 1 } ? Faults.Single(known => known.Name == fault) : null;

        Assert.NotEqual(WriteOnce.Differs, await store.CreateAsync("metadata/1.root.json", Content("root"), CancellationToken.None));
        proxy.Forget();
        Assert.True(await store.TryReplaceAsync("metadata/timestamp.json", Content("1"), expectedTag: null, CancellationToken.None));
        var tag = (await store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None))!.Tag;
        proxy.Forget();
        Assert.True(await store.TryReplaceAsync("metadata/timestamp.json", Content("2"), tag, CancellationToken.None));
        Assert.False(await store.TryReplaceAsync("metadata/timestamp.json", Content("3"), tag, CancellationToken.None));
        Assert.Equal("2", await TextAsync("metadata/timestamp.json"));
    }

    [Fact]
    public async Task P2_a_completed_upload_whose_answer_was_lost_is_recognised_as_the_own_one()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var payload = new Payload(2 * PartBytes);
        var completions = 0;
        proxy.Misbehave = request => request.Operation == "CompleteMultipartUpload" && Interlocked.Increment(ref completions) == 1 ? ProxyFault.LostAnswer : null;

        Assert.NotEqual(WriteOnce.Differs, await Open(proxy.Address).CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        Assert.Equal(2, Count(proxy, "UploadPart"));
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));
    }

    [Fact]
    public async Task A_server_that_is_gone_is_unavailable_and_says_where()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        proxy.Misbehave = _ => ProxyFault.Reset;

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Open(proxy.Address).ReadAsync("metadata/timestamp.json", 100, CancellationToken.None));

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Contains($"s3://{Bucket.Name}/devices/acme/edge-agent/metadata/timestamp.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_writes_a_new_object_and_another_swaps_the_timestamp()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var store = Open(proxy.Address);

        await store.CreateAsync("metadata/2.snapshot.json", Content("{}"), CancellationToken.None);
        await store.TryReplaceAsync("metadata/timestamp.json", Content("1"), expectedTag: null, CancellationToken.None);
        var tag = (await store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None))!.Tag;
        await store.TryReplaceAsync("metadata/timestamp.json", Content("2"), tag, CancellationToken.None);

        Assert.Equal(["PutObject", "PutObject", "GetObject", "PutObject"], proxy.Requests.Select(request => request.Operation));
    }

    [Theory]
    [InlineData("metadata/timestamp.json", "application/json", "no-cache")]
    [InlineData("metadata/2.root.json", "application/json", "public, max-age=31536000, immutable")]
    [InlineData("targets/releases/1.0.0/linux-x64/0123.payload.tar.zst", "application/zstd", "public, max-age=31536000, immutable")]
    [InlineData("targets/releases/1.0.0/linux-x64/0123.payload.tar.gz", "application/gzip", "public, max-age=31536000, immutable")]
    [InlineData("targets/releases/1.0.0/linux-x64/0123.signature.sig", "application/octet-stream", "public, max-age=31536000, immutable")]
    [InlineData("staging/0123.json", "application/json", "no-store")]
    public async Task Readers_and_caches_are_told_what_an_object_is(string path, string type, string cache)
    {
        await Store.TryReplaceAsync(path, Content("{}"), expectedTag: null, CancellationToken.None);

        using var client = Bucket.Endpoint.Connect();
        var found = await client.GetObjectMetadataAsync(Bucket.Name, $"devices/acme/edge-agent/{path}");
        Assert.Equal((type, cache), (found.Headers.ContentType, found.Headers.CacheControl));
    }

    [Fact]
    public async Task C04_who_has_a_link_reads_that_object_without_credentials()
    {
        var store = Open(Bucket.Endpoint.Address);
        await store.CreateAsync("targets/a b", Content("one"), CancellationToken.None);
        using var anybody = new HttpClient();

        Assert.Equal("one", await anybody.GetStringAsync(store.Link("targets/a b", TimeSpan.FromHours(1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Link("targets/a b", TimeSpan.FromDays(8)));
    }

    [Fact]
    public async Task An_object_that_is_written_again_is_young_again_if_it_was_old()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var payload = new Payload(PartBytes + 1);
        await Store.CreateAsync("targets/a", Content("one"), CancellationToken.None);
        await Store.CreateAsync(payload.Path, payload.Content, CancellationToken.None);
        using var later = Open(proxy.Address, new FakeClock(DateTimeOffset.UtcNow.AddHours(2)));

        Assert.Equal(WriteOnce.AlreadyThere, await later.CreateAsync("targets/a", Content("one"), CancellationToken.None));
        Assert.Equal(WriteOnce.AlreadyThere, await later.CreateAsync(payload.Path, payload.Content, CancellationToken.None));

        // Refused, read, copied onto itself; looked at, copied onto itself.
        Assert.Equal([("PUT", 412), ("GET", 200), ("PUT", 200), ("HEAD", 200), ("PUT", 200)], proxy.Requests.Select(request => (request.Method, request.Status)));
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));
        Assert.Equal(WriteOnce.AlreadyThere, await Store.CreateAsync(payload.Path, payload.Content, CancellationToken.None));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_not_found()
    {
        using var store = Open(Bucket.Endpoint.Address, bucket: $"{Bucket.Name}-other");

        Assert.Equal("SLP3001", (await Assert.ThrowsAsync<StoreException>(() => store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None))).Code);
        Assert.Equal("SLP3001", (await Assert.ThrowsAsync<StoreException>(() => store.CreateAsync("targets/a", Content("one"), CancellationToken.None))).Code);
    }

    [Fact]
    public async Task A_part_that_another_publisher_replaces_before_the_end_is_looked_at_again()
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        using var payload = new Payload(PartBytes + 1);
        using var client = Bucket.Endpoint.Connect();
        var isReplaced = false;
        proxy.Misbehave = request =>
        {
            if (request.Operation == "CompleteMultipartUpload" && !isReplaced)
            {
                isReplaced = true;
                client.UploadPartAsync(new Amazon.S3.Model.UploadPartRequest
                {
                    BucketName = Bucket.Name,
                    Key = $"devices/acme/edge-agent/{payload.Path}",
                    UploadId = Uri.UnescapeDataString(request.Query.Split("uploadId=")[1].Split('&')[0]),
                    PartNumber = 1,
                    InputStream = new MemoryStream(new byte[PartBytes]),
                }).GetAwaiter().GetResult();
            }

            return null;
        };

        Assert.Equal(WriteOnce.Created, await Open(proxy.Address).CreateAsync(payload.Path, payload.Content, CancellationToken.None));
        Assert.Equal(payload.Content.Digest, await DigestAsync(payload.Path));
    }

    [Theory]
    [InlineData("404", "SLP3005")]
    [InlineData("412", "SLP3003")]
    public async Task What_answers_without_being_a_store_is_not_asked_for_ever(string status, string code)
    {
        using var proxy = new FaultProxy(Bucket.Endpoint.Address);
        proxy.Misbehave = request => status == "412" && request.Method == "PUT" ? ProxyFault.ConditionUnmet : ProxyFault.NotFound;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));

        Assert.Equal(code, (await Assert.ThrowsAsync<StoreException>(() => Open(proxy.Address).CreateAsync("metadata/1.root.json", Content("root"), late.Token))).Code);
    }

    [Fact]
    public async Task Folders_that_a_console_has_made_are_not_objects()
    {
        using var client = Bucket.Endpoint.Connect();
        foreach (var key in new[] { "staging/", "targets//a", "targets/b" })
        {
            await client.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest { BucketName = Bucket.Name, Key = $"devices/acme/edge-agent/{key}", ContentBody = "" });
        }

        Assert.Equal(["targets/b"], await Store.ListAsync("", CancellationToken.None).Select(entry => entry.Path).ToArrayAsync());
    }

    [Fact]
    public async Task A_list_goes_on_beyond_its_first_page()
    {
        using var client = Bucket.Endpoint.Connect();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_010), async (i, token) =>
            await client.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest { BucketName = Bucket.Name, Key = $"devices/acme/edge-agent/targets/{i}", ContentBody = "1" }, token));

        Assert.Equal(1_010, await Store.ListAsync("targets/", CancellationToken.None).CountAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _opened.ForEach(store => store.Dispose());
        if (Bucket is not null)
        {
            await Bucket.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the server, or skips the test.</summary>
    protected abstract Task<S3Endpoint> StartAsync();

    /// <summary>Opens the store at another address, such as that of a proxy.</summary>
    private protected S3Store Open(Uri endpoint, TimeProvider? time = null, string? bucket = null, string? secret = null)
    {
        var store = new S3Store(
            S3Address.Parse(new Uri($"s3://{bucket ?? Bucket.Name}")).Below("devices", "acme", "edge-agent"),
            new S3Settings(endpoint, Bucket.Endpoint.Region, PathStyle: true),
            S3Patience.Default with { FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(20) },
            time ?? TimeProvider.System,
            new BasicAWSCredentials(Bucket.Endpoint.AccessKey, secret ?? Bucket.Endpoint.Secret));
        lock (_opened)
        {
            _opened.Add(store);
        }

        return store;
    }

    private static int Count(FaultProxy proxy, string operation) => proxy.Requests.Count(request => request.Operation == operation);

    private async Task<Sha256Digest> DigestAsync(string path)
    {
        await using var stream = await Store.OpenAsync(path, CancellationToken.None);
        return await Sha256Digest.OfAsync(stream!, CancellationToken.None);
    }

    private async Task<string[]> UploadsAsync()
    {
        using var client = Bucket.Endpoint.Connect();
        var found = await client.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = Bucket.Name });
        return [.. (found.MultipartUploads ?? []).Select(upload => upload.Key)];
    }
}
