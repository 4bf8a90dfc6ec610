using System.Security.Cryptography;

namespace Slipway.Publishing.Stores;

/// <summary>Reads a content from its start to its end and hashes what it reads: content that changed since it was signed for is refused with the last block.</summary>
internal sealed class ContentReader(StoreContent content) : IAsyncDisposable
{
    private readonly Stream _source = content.Open();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _read;

    /// <summary>All of a content that fits into memory.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/>.</exception>
    public static async Task<byte[]> ReadAllAsync(StoreContent content, CancellationToken cancellation)
    {
        await using var reader = new ContentReader(content);
        var bytes = new byte[content.Length];
        await reader.ReadBlockAsync(bytes, cancellation);
        return bytes;
    }

    /// <summary>Fills <paramref name="block"/> as far as the content goes. The last block is given only if all of it is what was signed for.</summary>
    /// <returns>Bytes read; 0 at the end.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/>.</exception>
    public async Task<int> ReadBlockAsync(Memory<byte> block, CancellationToken cancellation)
    {
        var wanted = (int)Math.Min(block.Length, content.Length - _read);
        var count = await _source.ReadAtLeastAsync(block[..wanted], wanted, throwOnEndOfStream: false, cancellation);
        _hash.AppendData(block.Span[..count]);
        _read += count;
        if (count < wanted || _read == content.Length)
        {
            await RequireUnchangedAsync(cancellation);
        }

        return count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _hash.Dispose();
        return _source.DisposeAsync();
    }

    private async Task RequireUnchangedAsync(CancellationToken cancellation)
    {
        var isLonger = await _source.ReadAsync(new byte[1], cancellation) > 0;
        var found = Sha256Digest.FromHash(_hash.GetCurrentHash());
        if (isLonger || found != content.Digest)
        {
            throw new InputException(InputFailure.FileChanged, isLonger
                ? $"A file changed while it was published: it has more than the {content.Length} bytes that were signed for."
                : $"A file changed while it was published: it has the digest {found}, and {content.Digest} was signed for.");
        }
    }
}
