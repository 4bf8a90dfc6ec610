using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Bundles.Archives;

/// <summary>Holds an archive against the manifest, entry by entry, and passes on what is in both.</summary>
/// <remarks>Content is written while it is hashed. What is written before a refusal stays for the caller to remove with its folder.</remarks>
internal sealed class ArchiveUnpacker(Manifest manifest, IUnpackTarget target, OperationMeter meter) : IDisposable
{
    private const int SmallFileBytes = 256 * 1024;

    private readonly HashSet<string> _missing = new(manifest.Files.Keys, StringComparer.Ordinal);
    private readonly WorkWindow _started = new(maxItems: 32, maxBytes: 2 * 1024 * 1024);
    private readonly byte[] _piece = GC.AllocateUninitializedArray<byte>(SmallFileBytes);
    private long _unpackedBytes;

    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/> or <see cref="TrustFailure.DigestMismatch"/>.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>.</exception>
    public void Unpack(Stream archive, CancellationToken cancellation)
    {
        var reader = new TarReader(archive);
        while (reader.ReadEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            Require(entry);
            DiskGuard.Run(entry.Name, () => target.PrepareFolder(entry.Name));
            if (entry.Size <= SmallFileBytes)
            {
                StartSmall(reader, entry);
            }
            else
            {
                UnpackLarge(reader, entry);
            }
        }

        _started.Finish();
        RequireComplete();
    }

    /// <summary>Waits for files that are still being written.</summary>
    public void Dispose() => _started.Dispose();

    private void Require(TarEntry entry)
    {
        if (BundlePath.Objection(entry.Name) is { } objection)
        {
            throw ArchiveRefusal.OfEntry(entry.Name, objection);
        }

        if (!_missing.Remove(entry.Name))
        {
            throw ArchiveRefusal.OfEntry(entry.Name, manifest.Files.ContainsKey(entry.Name) ? "it is there twice" : "the manifest does not list it");
        }

        // Compared before adding: the sum could overflow.
        if (entry.Size > manifest.UnpackedSize - _unpackedBytes)
        {
            throw ArchiveRefusal.OfEntry(entry.Name, $"the files are larger than the {manifest.UnpackedSize} bytes that the manifest states");
        }

        _unpackedBytes += entry.Size;
    }

    private void RequireComplete()
    {
        if (_missing.Count > 0)
        {
            throw ArchiveRefusal.Of($"'{_missing.Min(StringComparer.Ordinal)}' is in the manifest and not in the archive");
        }

        if (_unpackedBytes != manifest.UnpackedSize)
        {
            throw ArchiveRefusal.Of($"the files have {_unpackedBytes} bytes: expected {manifest.UnpackedSize}");
        }
    }

    // Making a file takes longer than filling a small one, so several are made at once.
    private void StartSmall(TarReader reader, TarEntry entry)
    {
        var length = (int)entry.Size;
        var content = ArrayPool<byte>.Shared.Rent(length);
        for (var filled = 0; filled < length;)
        {
            filled += reader.ReadContent(content.AsSpan(filled, length - filled));
        }

        _started.Start(length, () =>
        {
            RequireDigest(entry.Name, SHA256.HashData(content.AsSpan(0, length)));
            DiskGuard.Run(entry.Name, () =>
            {
                using var file = target.Create(entry.Name);
                file?.Write(content, 0, length);
            });
            ArrayPool<byte>.Shared.Return(content);
            meter.Add(length);
        });
    }

    private void UnpackLarge(TarReader reader, TarEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = DiskGuard.Run(entry.Name, () => target.Create(entry.Name));
        while (reader.ReadContent(_piece) is > 0 and var length)
        {
            hash.AppendData(_piece, 0, length);
            DiskGuard.Run(entry.Name, () => file?.Write(_piece, 0, length));
            meter.Add(length);
        }

        RequireDigest(entry.Name, hash.GetHashAndReset());
    }

    private void RequireDigest(string path, ReadOnlySpan<byte> hash)
    {
        var digest = Sha256Digest.FromHash(hash);
        if (digest != manifest.Files[path])
        {
            throw HashRefusal.Of(path, digest, manifest.Files[path]);
        }
    }
}
