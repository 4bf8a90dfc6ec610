using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>An Ed25519 private key in this process's memory: the 32-byte seed of RFC 8032 §5.1.5, zeroed on disposal.</summary>
/// <remarks>Signing is deterministic: the same key and bytes give the same signature (B08). Thread-safe.</remarks>
public sealed class Ed25519PrivateKey : ISigner
{
    private readonly byte[] _seed;
    private volatile bool _isDisposed;

    private Ed25519PrivateKey(ReadOnlySpan<byte> seed)
    {
        // Pinned, so that the garbage collector makes no copies that nobody zeroes.
        _seed = GC.AllocateUninitializedArray<byte>(Ed25519.SeedLength, pinned: true);
        seed.CopyTo(_seed);
        PublicKey = Ed25519PublicKey.FromBytes(Ed25519.DerivePublicKey(_seed));
    }

    /// <summary>The key that fits the signatures.</summary>
    public Ed25519PublicKey PublicKey { get; }

    VerificationKey ISigner.PublicKey => PublicKey;

    /// <summary>Makes a new key from the system's random numbers.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.LibraryMissing"/>.</exception>
    public static Ed25519PrivateKey Generate()
    {
        Span<byte> seed = stackalloc byte[Ed25519.SeedLength];
        RandomNumberGenerator.Fill(seed);
        try
        {
            return new Ed25519PrivateKey(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Takes a raw seed. The caller keeps, and zeroes, its own copy.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyMalformed"/>: not 32 bytes; PEM is recognised and its conversion shown (B07).
    /// <see cref="InputFailure.LibraryMissing"/>.
    /// </exception>
    public static Ed25519PrivateKey FromSeed(ReadOnlySpan<byte> seed) =>
        seed.Length == Ed25519.SeedLength ? new Ed25519PrivateKey(seed) : throw KeyRefusal.NotASeed(seed);

    /// <summary>Signs exactly these bytes (RFC 8032 §5.1.6). 64 bytes.</summary>
    /// <exception cref="ObjectDisposedException">The seed has been zeroed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var signature = Ed25519.Sign(_seed, message);

        // Disposed meanwhile, the seed may have been half zeroes: such a signature fits another key.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return signature;
    }

    /// <inheritdoc/>
    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(Sign(message.Span));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_seed);
    }

    internal void CopySeed(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _seed.CopyTo(destination);
    }
}
