using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slipway.Signing;

/// <summary>The few functions of OpenSSL's libcrypto that <see cref="Ed25519"/> calls (3.x, or 1.1.1).</summary>
[SuppressMessage("Design", "CA1051", Justification = "Function pointers are called like methods.")]
internal sealed unsafe class LibCrypto
{
    /// <summary>NID_ED25519, which is also EVP_PKEY_ED25519.</summary>
    private const int KeyTypeEd25519 = 1087;

    private static readonly Lazy<LibCrypto> Loaded = new(() => new LibCrypto(LibCryptoFile.Load()));

    internal readonly delegate* unmanaged<int, nint, byte*, nuint, nint> NewRawPrivateKey;
    internal readonly delegate* unmanaged<int, nint, byte*, nuint, nint> NewRawPublicKey;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, int> GetRawPublicKey;
    internal readonly delegate* unmanaged<nint, void> FreeKey;
    internal readonly delegate* unmanaged<nint> NewContext;
    internal readonly delegate* unmanaged<nint, void> FreeContext;
    internal readonly delegate* unmanaged<nint, nint, nint, nint, nint, int> DigestSignInit;
    internal readonly delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int> DigestSign;
    internal readonly delegate* unmanaged<nint, nint, nint, nint, nint, int> DigestVerifyInit;
    internal readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int> DigestVerify;
    internal readonly delegate* unmanaged<void> ClearErrors;

    private LibCrypto(nint library)
    {
        nint Function(string name) => NativeLibrary.GetExport(library, name);

        NewRawPrivateKey = (delegate* unmanaged<int, nint, byte*, nuint, nint>)Function("EVP_PKEY_new_raw_private_key");
        NewRawPublicKey = (delegate* unmanaged<int, nint, byte*, nuint, nint>)Function("EVP_PKEY_new_raw_public_key");
        GetRawPublicKey = (delegate* unmanaged<nint, byte*, nuint*, int>)Function("EVP_PKEY_get_raw_public_key");
        FreeKey = (delegate* unmanaged<nint, void>)Function("EVP_PKEY_free");
        NewContext = (delegate* unmanaged<nint>)Function("EVP_MD_CTX_new");
        FreeContext = (delegate* unmanaged<nint, void>)Function("EVP_MD_CTX_free");
        DigestSignInit = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)Function("EVP_DigestSignInit");
        DigestSign = (delegate* unmanaged<nint, byte*, nuint*, byte*, nuint, int>)Function("EVP_DigestSign");
        DigestVerifyInit = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)Function("EVP_DigestVerifyInit");
        DigestVerify = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int>)Function("EVP_DigestVerify");
        ClearErrors = (delegate* unmanaged<void>)Function("ERR_clear_error");
    }

    /// <exception cref="InputException"><see cref="InputFailure.LibraryMissing"/>.</exception>
    public static LibCrypto Instance => Loaded.Value;

    /// <summary>Calls that fail only without memory, or where a provider forbids Ed25519: not the input's fault.</summary>
    public static void Require(bool succeeded)
    {
        if (!succeeded)
        {
            Instance.ClearErrors();
            throw new CryptographicException("libcrypto refused an Ed25519 operation. Does this machine's cryptography policy forbid it?");
        }
    }

    /// <summary>An EVP_PKEY. libcrypto zeroes a private one when it is freed.</summary>
    internal readonly ref struct Key
    {
        private Key(nint pointer)
        {
            Require(pointer != 0);
            Pointer = pointer;
        }

        public nint Pointer { get; }

        public static Key FromSeed(ReadOnlySpan<byte> seed)
        {
            fixed (byte* bytes = seed)
            {
                return new Key(Instance.NewRawPrivateKey(KeyTypeEd25519, 0, bytes, (nuint)seed.Length));
            }
        }

        public static Key FromPublic(ReadOnlySpan<byte> publicKey)
        {
            fixed (byte* bytes = publicKey)
            {
                return new Key(Instance.NewRawPublicKey(KeyTypeEd25519, 0, bytes, (nuint)publicKey.Length));
            }
        }

        public void Dispose() => Instance.FreeKey(Pointer);
    }

    /// <summary>An EVP_MD_CTX.</summary>
    internal readonly ref struct Context
    {
        private Context(nint pointer)
        {
            Require(pointer != 0);
            Pointer = pointer;
        }

        public nint Pointer { get; }

        public static Context Create() => new(Instance.NewContext());

        public void Dispose() => Instance.FreeContext(Pointer);
    }
}
