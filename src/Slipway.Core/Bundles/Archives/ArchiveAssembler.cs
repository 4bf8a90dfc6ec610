using System.Security.Cryptography;

namespace Slipway.Bundles.Archives;

/// <summary>Writes the archive of a payload and learns every file's digest, reading each file once.</summary>
internal sealed class ArchiveAssembler(IReadOnlyList<PayloadEntry> files, OperationMeter meter)
{
    private readonly Sha256Digest[] _digests = new Sha256Digest[files.Count];

    /// <summary>The digest of each file, in order, once <see cref="Write"/> has returned.</summary>
    public IReadOnlyList<Sha256Digest> Digests => _digests;

    public void Write(BlockWriter archive, CancellationToken cancellation)
    {
        var ahead = new FileReadAhead(files);
        var header = new byte[TarHeaderWriter.MaxLength];
        for (var i = 0; i < files.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = files[i];
            archive.Write(header, 0, TarHeaderWriter.Write(header, file.Path, file.Size, file.IsExecutable));
            _digests[i] = WriteContent(archive, file, ahead.Next());
            WriteZeros(archive, TarFormat.Padding(file.Size));
        }

        WriteZeros(archive, TarFormat.EndSize);
        archive.Complete();
    }

    private Sha256Digest WriteContent(BlockWriter archive, PayloadEntry file, FileContent content)
    {
        if (content.Buffer is null)
        {
            return Stream(archive, file);
        }

        archive.Write(content.Buffer, 0, (int)file.Size);
        FileReadAhead.GiveBack(content.Buffer);
        meter.Add(file.Size);
        return content.Digest!;
    }

    private Sha256Digest Stream(BlockWriter archive, PayloadEntry file)
    {
        using var reader = new SourceReader(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var left = file.Size; left > 0;)
        {
            var room = archive.Room.Span;
            var piece = room[..(int)Math.Min(room.Length, left)];
            reader.ReadExactly(piece);
            hash.AppendData(piece);
            archive.Advance(piece.Length);
            meter.Add(piece.Length);
            left -= piece.Length;
        }

        reader.RequireEnd();
        return Sha256Digest.FromHash(hash.GetHashAndReset());
    }

    private static void WriteZeros(BlockWriter archive, int length)
    {
        Span<byte> zeros = stackalloc byte[TarFormat.EndSize];
        zeros.Clear();
        archive.Write(zeros[..length]);
    }
}
