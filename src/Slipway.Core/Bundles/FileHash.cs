using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Bundles;

/// <summary>Hashes a file, without a stream's buffers and their copies.</summary>
internal static class FileHash
{
    private const int PieceBytes = 128 * 1024;

    public static (long Length, Sha256Digest Digest) Of(string path)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        var length = 0L;
        while (RandomAccess.Read(file, buffer, length) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (length, Sha256Digest.FromHash(hash.GetHashAndReset()));
    }
}
