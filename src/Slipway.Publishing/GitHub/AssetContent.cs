using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
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
        var piece = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            await using var source = new ContentReader(_content);
            var sent = 0L;
            for (int count; (count = await source.ReadBlockAsync(piece.AsMemory(0, PieceLength), cancellationToken)) > 0; _sent?.Invoke(sent))
            {
                await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken);
                sent += count;
                _watch?.Moved();
            }
        }
        catch (InputException changed) when (changed.Failure == InputFailure.FileChanged)
        {
            // With the last piece: GitHub then never gets the whole of what it must not have.
            throw new InputException(InputFailure.FileChanged, $"{_name} changed since it was verified, so it is not uploaded: expected {_content.Length} bytes with the digest {_content.Digest}.", changed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
