using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>The one place that does Ed25519 arithmetic: here with the libcrypto that .NET itself loads.</summary>
/// <remarks>
/// The other implementation is <c>Ed25519.NSec.cs</c>, compiled with <c>FullFeed</c>. Neither judges encodings: callers have asked
/// <see cref="Ed25519Encoding"/> before.
/// </remarks>
internal static unsafe class Ed25519
{
    public const int SeedLength = 32;
    public const int PublicKeyLength = 32;
    public const int SignatureLength = 64;

    public static byte[] DerivePublicKey(ReadOnlySpan<byte> seed)
    {
        using var key = LibCrypto.Key.FromSeed(seed);
        var publicKey = new byte[PublicKeyLength];
        var length = (nuint)publicKey.Length;
        fixed (byte* destination = publicKey)
        {
            LibCrypto.Require(LibCrypto.Instance.GetRawPublicKey(key.Pointer, destination, &length) == 1);
        }

        return publicKey;
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = LibCrypto.Key.FromSeed(seed);
        using var context = LibCrypto.Context.Create();
        var signature = new byte[SignatureLength];
        var length = (nuint)signature.Length;
        fixed (byte* destination = signature, source = NeverNull(message))
        {
            LibCrypto.Require(LibCrypto.Instance.DigestSignInit(context.Pointer, 0, 0, 0, key.Pointer) == 1);
            LibCrypto.Require(LibCrypto.Instance.DigestSign(context.Pointer, destination, &length, source, (nuint)message.Length) == 1);
        }

        return length == SignatureLength ? signature : throw new CryptographicException("libcrypto made a signature of another length.");
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        using var key = LibCrypto.Key.FromPublic(publicKey);
        using var context = LibCrypto.Context.Create();
        fixed (byte* proof = signature, source = NeverNull(message))
        {
            LibCrypto.Require(LibCrypto.Instance.DigestVerifyInit(context.Pointer, 0, 0, 0, key.Pointer) == 1);
            var answer = LibCrypto.Instance.DigestVerify(context.Pointer, proof, (nuint)signature.Length, source, (nuint)message.Length);
            LibCrypto.Instance.ClearErrors();
            return answer == 1;
        }
    }

    /// <summary>libcrypto takes a null message for a question about the length.</summary>
    private static ReadOnlySpan<byte> NeverNull(ReadOnlySpan<byte> message) => message.IsEmpty ? [0] : message;
}
