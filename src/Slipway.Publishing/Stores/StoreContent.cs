namespace Slipway.Publishing.Stores;

/// <summary>What is to be stored: bytes in memory or a file, with the length and digest that they must turn out to have.</summary>
public sealed class StoreContent
{
    private readonly Func<Stream> _open;

    private StoreContent(long length, Sha256Digest digest, Func<Stream> open)
    {
        Length = length;
        Digest = digest;
        _open = open;
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 digest.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>Told, perhaps on several threads, how many bytes of it are stored so far; null if nobody waits for it.</summary>
    public Action<long>? Written { get; private init; }

    /// <summary>Stores <paramref name="bytes"/>.</summary>
    public static StoreContent Of(ReadOnlyMemory<byte> bytes) =>
        new(bytes.Length, Sha256Digest.Of(bytes.Span), () => new MemoryStream(bytes.ToArray(), writable: false));

    /// <summary>Stores a file that was hashed before. A file that changed since is refused while it is copied.</summary>
    public static StoreContent OfFile(string path, long length, Sha256Digest digest) => new(length, digest, () => File.OpenRead(path));

    /// <summary>The same content, and who is told how far it has come.</summary>
    public StoreContent ReportingTo(Action<long> written) => new(Length, Digest, _open) { Written = written };

    /// <summary>Opens the content from its start.</summary>
    public Stream Open() => _open();
}
