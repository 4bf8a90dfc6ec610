namespace Slipway.Publishing.Mirroring;

/// <summary>A file on its way from a repository into a copy of it.</summary>
/// <param name="Path">Where it lies in both.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Digest">What its bytes are, on the word of the repository's roles.</param>
/// <param name="CopyAsync">Writes its bytes, verified, or refuses them.</param>
internal sealed record RepositoryFile(string Path, long Length, Sha256Digest Digest, Func<Stream, CancellationToken, Task> CopyAsync)
{
    /// <summary>A file that is at hand.</summary>
    public RepositoryFile(string path, ReadOnlyMemory<byte> bytes)
        : this(path, bytes.Length, Sha256Digest.Of(bytes.Span), (destination, cancellation) => destination.WriteAsync(bytes, cancellation).AsTask())
    {
    }
}
