using System.Security.Cryptography;
using Slipway.Bundles.Archives;
using Slipway.Storage;

namespace Slipway.Bundles;

/// <summary>Reads and writes the files of a bundle's folder.</summary>
internal static class BundleFiles
{
    private const int PieceBytes = 256 * 1024;

    /// <exception cref="TrustException"><see cref="TrustFailure.TreeMismatch"/>: there is none. <see cref="TrustFailure.TooLarge"/>.</exception>
    public static Task<byte[]> ReadManifestAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.Join(folder, BundleFolder.Manifest);
        return ReadAsync(path, BundleLimits.MaxManifestBytes, $"Manifest not found: {path}", cancellation);
    }

    /// <exception cref="TrustException"><see cref="TrustFailure.BadSignature"/>: there is none, or it is too long.</exception>
    public static async Task<byte[]> ReadSignatureAsync(string folder, CancellationToken cancellation)
    {
        var path = Path.Join(folder, BundleFolder.Signature);
        return File.Exists(path)
            ? await ReadAsync(path, BundleSignature.MaxLength, "", cancellation)
            : throw SignatureRefusal.Of(BundleFolder.Signature, $"'{path}' does not exist");
    }

    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>.</exception>
    public static void RequireFolder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException(InputFailure.FileNotFound, $"The folder '{folder}' does not exist.");
        }
    }

    /// <summary>Refuses a folder without a payload of the right length, without reading it.</summary>
    /// <exception cref="TrustException">As <see cref="OpenPayload"/>.</exception>
    public static void RequirePayload(string folder, Manifest manifest) => OpenPayload(folder, manifest).Dispose();

    /// <summary>Refuses a payload that is not the one of the manifest, reading it to its end.</summary>
    /// <exception cref="TrustException">
    /// <see cref="TrustFailure.TreeMismatch"/>, <see cref="TrustFailure.LengthMismatch"/> or <see cref="TrustFailure.DigestMismatch"/>.
    /// </exception>
    public static async Task RequirePayloadAsync(string folder, Manifest manifest, OperationMeter? meter, CancellationToken cancellation)
    {
        await using var payload = OpenPayload(folder, manifest);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[PieceBytes];
        while (await payload.ReadAsync(buffer, cancellation) is > 0 and var length)
        {
            hash.AppendData(buffer, 0, length);
            meter?.Add(length);
        }

        var digest = Sha256Digest.FromHash(hash.GetHashAndReset());
        if (digest != manifest.PayloadDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, manifest.Payload!, $"Download hash mismatch: {manifest.Payload} is {digest}, expected {manifest.PayloadDigest}.");
        }
    }

    /// <summary>Opens a payload that has the right length.</summary>
    public static FileStream OpenPayload(string folder, Manifest manifest)
    {
        if (manifest.Payload is not { } name)
        {
            throw new TrustException(TrustFailure.Malformed, BundleFolder.Manifest, $"The manifest in '{folder}' describes a folder signed in place: expected a bundle with a payload.");
        }

        var path = Path.Join(folder, name);
        if (!File.Exists(path))
        {
            throw new TrustException(TrustFailure.TreeMismatch, name, $"Payload not found: {path}");
        }

        var payload = Open(path);
        if (payload.Length == manifest.PayloadSize)
        {
            return payload;
        }

        var length = payload.Length;
        payload.Dispose();
        throw new TrustException(TrustFailure.LengthMismatch, name, $"{name} has {length} bytes: expected {manifest.PayloadSize}.");
    }

    /// <exception cref="InputException"><see cref="InputFailure.DiskFull"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static async Task WriteAsync(string path, byte[] content, CancellationToken cancellation)
    {
        try
        {
            await AtomicFile.WriteAsync(path, content, cancellation);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw OutputRefusal.Of(path, failed);
        }
    }

    private static async Task<byte[]> ReadAsync(string path, int maxBytes, string notFound, CancellationToken cancellation)
    {
        if (!File.Exists(path))
        {
            throw new TrustException(TrustFailure.TreeMismatch, Path.GetFileName(path), notFound);
        }

        await using var file = Open(path);
        if (file.Length > maxBytes)
        {
            throw new TrustException(TrustFailure.TooLarge, Path.GetFileName(path), $"'{path}' has {file.Length} bytes: expected at most {maxBytes}.");
        }

        var content = new byte[file.Length];
        await file.ReadExactlyAsync(content, cancellation);
        return content;
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw SourceAccess.NotAccessible(path, denied);
        }
    }
}
