using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>A repository in a bucket of AWS S3, MinIO, Ceph, R2 or another server with conditional writes.</summary>
/// <remarks>
/// Write-once is <c>If-None-Match: *</c> and compare-and-swap <c>If-Match</c>, both decided by the server; nothing is looked up before it is written but
/// to save sending what is there already. A request that was sent again recognises what its own earlier attempt has written.
/// </remarks>
public sealed class S3Store : IReleaseStore, ILinkingStore, IDisposable
{
    private readonly AmazonS3Client _client;
    private readonly S3Address _address;
    private readonly S3Objects _objects;
    private readonly S3Writer _writer;
    private readonly S3Uploads _uploads;
    private readonly S3Refusals _refusals;
    private readonly TimeProvider _time;

    /// <summary>Opens the repository. Nothing is asked yet.</summary>
    /// <param name="address">Where in S3 it is.</param>
    /// <param name="settings">How the server is reached.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.AddressInvalid"/>.</exception>
    internal S3Store(S3Address address, S3Settings settings)
        : this(address, settings, S3Patience.Default, TimeProvider.System, credentials: null)
    {
    }

    internal S3Store(S3Address address, S3Settings settings, S3Patience patience, TimeProvider time, AWSCredentials? credentials)
    {
        _client = S3Clients.Open(settings, credentials);
        _address = address;
        _time = time;
        _refusals = new S3Refusals(address);
        var requests = new S3Requests(_refusals, patience, time);
        _objects = new S3Objects(_client, address, requests);
        var copy = new StoredCopy(_objects, time);
        _writer = new S3Writer(_objects, copy);
        _uploads = new S3Uploads(new S3Parts(_client, address, requests), copy);
        Address = address.ToUri();
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public TimeSpan LongestLifetime { get; } = TimeSpan.FromDays(7);

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        StorePath.Require(path);
        return _objects.OpenAsync(path, cancellation);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        StorePath.Require(path);
        if (await _objects.ReadAsync(path, limit, cancellation) is not { } found)
        {
            return null;
        }

        _writer.Learn(found);
        return found.Length <= limit
            ? new StoredObject(found.Bytes, found.Tag)
            : throw new StoreException(StoreFailure.Unavailable, $"{Address.AbsoluteUri}{path} has {found.Length} bytes: expected at most {limit}.");
    }

    /// <inheritdoc/>
    public Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        StorePath.Require(path);
        return content.Length > S3Objects.PieceBytes && S3Uploads.CanStore(path, content)
            ? _uploads.CreateAsync(path, content, cancellation)
            : _writer.CreateAsync(path, RequireOnePiece(path, content), cancellation);
    }

    /// <inheritdoc/>
    public Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        StorePath.Require(path);
        return _writer.TryReplaceAsync(path, RequireOnePiece(path, content), expectedTag, cancellation);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoredEntry> ListAsync(string prefix, CancellationToken cancellation) => _objects.ListAsync(prefix, cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string path, CancellationToken cancellation)
    {
        StorePath.Require(path);
        return _objects.DeleteAsync(path, cancellation);
    }

    /// <inheritdoc/>
    public Uri Link(string path, TimeSpan lifetime)
    {
        StorePath.Require(path);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, LongestLifetime);
        try
        {
            return new Uri(_client.GetPreSignedURL(new GetPreSignedUrlRequest
            {
                BucketName = _address.Bucket,
                Key = _address.Prefix + path,
                Expires = (_time.GetUtcNow() + lifetime).UtcDateTime,
                Protocol = _client.Config.ServiceURL?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true ? Protocol.HTTP : Protocol.HTTPS,
            }));
        }
        catch (Exception failure) when (failure is AmazonClientException or InvalidOperationException)
        {
            throw _refusals.Of("linked to", path, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        (_client.Config.HttpClientFactory as S3HttpClients)?.Dispose();
    }

    private StoreContent RequireOnePiece(string path, StoreContent content) => content.Length <= MaxPieceBytes
        ? content
        : throw new StoreException(StoreFailure.PathInvalid, $"{Address.AbsoluteUri}{path} would have {content.Length} bytes: expected at most {MaxPieceBytes} under a name that does not begin with their SHA-256 digest.");

    // All of it is in memory while it is sent.
    private const int MaxPieceBytes = 4 * S3Objects.PieceBytes;
}
