using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.GitHub;

/// <summary>The body of an upload: read piece by piece, hashed on the way, and never whole in memory.</summary>
internal sealed class AssetContent : HttpContent, IWatchedContent
{
    private const int PieceLength = 128 * 1024;

    private readonly string _name;
    private readonly StoreContent _content;
    private readonly Action<long>? _sent;
    private IdleWatch? _watch;

    /// <param name="name">The asset's name, for messages.</param>
    /// <param name="content">What is sent.</param>
    /// <param name="sent">Told how many bytes are sent so far.</param>
    public AssetContent(string name, StoreContent content, Action<long>? sent)
    {
        _name = name;
        _content = content;
        _sent = sent;
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>The same body for another attempt.</summary>
    public AssetContent Again() => new(_name, _content, _sent);

    /// <inheritdoc/>
    public void WatchWith(IdleWatch watch) => _watch = watch;

    protected override bool TryComputeLength(out long length)
    {
        length = _content.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = _content.Open();
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            var sent = 0L;
            for (int count; (count = await source.ReadAsync(piece, cancellationToken)) > 0; _sent?.Invoke(sent))
            {
                hash.AppendData(piece, 0, count);
                sent += count;
                RequireSame(sent <= _content.Length && (sent < _content.Length || Sha256Digest.FromHash(hash.GetCurrentHash()) == _content.Digest));
                await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken);
                _watch?.Moved();
            }

            RequireSame(sent == _content.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    // Before the last piece: GitHub then never gets the whole of what it must not have.
    private void RequireSame(bool isSame)
    {
        if (!isSame)
        {
            throw new InputException(InputFailure.FileChanged, $"{_name} changed since it was verified, so it is not uploaded: expected {_content.Length} bytes with the digest {_content.Digest}.");
        }
    }
}
