using System.Security.Cryptography;

namespace Slipway.Bundles.Archives;

/// <summary>Holds an archive against the manifest, entry by entry, and passes on what is in both.</summary>
/// <remarks>Content is written while it is hashed. What is written before a refusal stays for the caller to remove with its folder.</remarks>
internal sealed class ArchiveUnpacker(Manifest manifest, IUnpackTarget target, OperationMeter meter) : IDisposable
{
    private const int SmallFileBytes = 64 * 1024;

    // Waiting for a thread takes longer than making a file.
    private const int BatchBytes = 64 * 1024;
    private const int BatchFiles = 32;

    private readonly HashSet<string> _missing = new(manifest.Files.Keys, StringComparer.Ordinal);
    private readonly WorkWindow _started = new(maxItems: 32);
    private List<Action> _batch = [];
    private BlockLease? _batchLease;
    private int _batchBytes;
    private long _unpackedBytes;

    /// <exception cref="TrustException"><see cref="TrustFailure.Archive"/> or <see cref="TrustFailure.DigestMismatch"/>.</exception>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Disk"/>.</exception>
    public void Unpack(BlockReader archive, CancellationToken cancellation)
    {
        var reader = new TarReader(archive);
        while (reader.ReadEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            Require(entry);
            DiskGuard.Run(entry.Name, () => target.PrepareFolder(entry.Name));
            if (entry.Size <= SmallFileBytes && reader.TryTakeContent(out var content, out var lease))
            {
                AddSmall(entry.Name, content, lease);
            }
            else
            {
                StartBatch();
                UnpackHere(reader, entry);
            }
        }

        StartBatch();
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

    // Making a file takes longer than filling a small one, so several are made at once: those of a batch lie in one block, which stays until they are written.
    private void AddSmall(string path, ArraySegment<byte> content, BlockLease lease)
    {
        if (_batchLease != lease)
        {
            StartBatch();
            lease.Share();
            _batchLease = lease;
        }

        _batch.Add(() => WriteSmall(path, content));
        _batchBytes += content.Count;
        if (_batchBytes >= BatchBytes || _batch.Count == BatchFiles)
        {
            StartBatch();
        }
    }

    private void StartBatch()
    {
        if (_batchLease is { } lease)
        {
            var batch = _batch;
            (_batch, _batchBytes, _batchLease) = ([], 0, null);
            _started.Start(() =>
            {
                try
                {
                    batch.ForEach(write => write());
                }
                finally
                {
                    // Also after a failure, of which the other side knows only later: it must not wait for a block that nobody gives back.
                    lease.End();
                }
            });
        }
    }

    private void WriteSmall(string path, ReadOnlySpan<byte> content)
    {
        RequireDigest(path, SHA256.HashData(content));
        using var file = DiskGuard.Run(path, () => target.Create(path));
        DiskGuard.Write(path, file, content);
        meter.Add(content.Length);
    }

    private void UnpackHere(TarReader reader, TarEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = DiskGuard.Run(entry.Name, () => target.Create(entry.Name));
        for (var piece = reader.ReadContent(); !piece.IsEmpty; piece = reader.ReadContent())
        {
            hash.AppendData(piece);
            DiskGuard.Write(entry.Name, file, piece);
            meter.Add(piece.Length);
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
