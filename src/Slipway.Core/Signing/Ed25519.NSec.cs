using NSec.Cryptography;

namespace Slipway.Signing;

/// <summary>The one place that does Ed25519 arithmetic: here with NSec.Cryptography (libsodium), compiled with <c>FullFeed</c>.</summary>
/// <remarks>The other implementation is <c>Ed25519.cs</c>. Callers have asked <see cref="Ed25519Encoding"/> before.</remarks>
internal static class Ed25519
{
    public const int SeedLength = 32;
    public const int PublicKeyLength = 32;
    public const int SignatureLength = 64;

    public static byte[] DerivePublicKey(ReadOnlySpan<byte> seed)
    {
        using var key = Import(seed);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Import(seed);
        return Algorithm().Sign(key, message);
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(Algorithm(), publicKey, KeyBlobFormat.RawPublicKey, out var key) && Algorithm().Verify(key!, message, signature);

    private static Key Import(ReadOnlySpan<byte> seed) => Key.Import(Algorithm(), seed, KeyBlobFormat.RawPrivateKey);

    /// <summary>The first use of NSec loads libsodium.</summary>
    private static SignatureAlgorithm Algorithm()
    {
        try
        {
            return SignatureAlgorithm.Ed25519;
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or PlatformNotSupportedException)
        {
            throw new InputException(InputFailure.LibraryMissing, "libsodium, which signs and verifies, cannot be loaded.", missing)
            {
                Hint = "It comes with the NSec.Cryptography package: check that the program was published for this runtime identifier.",
            };
        }
    }
}
