using System.Buffers;
using System.Security.Cryptography;

namespace Slipway.Bundles.Archives;

/// <summary>Reads and hashes small files on several threads, ahead of the one that needs them in order.</summary>
/// <remarks>Opening thousands of files takes longer than reading them. Large files are left to who needs them, in pieces.</remarks>
internal sealed class FileReadAhead(IReadOnlyList<PayloadEntry> files)
{
    private const int SmallFileBytes = 256 * 1024;
    private const int WindowFiles = 128;
    private const long WindowBytes = 4 * 1024 * 1024;

    private readonly Queue<Task<FileContent>> _started = new();
    private int _next;
    private int _finished;
    private long _startedBytes;

    /// <summary>The content of the next file in order. Its buffer goes to <see cref="GiveBack"/> after use.</summary>
    /// <exception cref="InputException">The file cannot be read, or is not what it was.</exception>
    public FileContent Next()
    {
        while (_next < files.Count && _started.Count < WindowFiles && (_started.Count == 0 || _startedBytes < WindowBytes))
        {
            var file = files[_next++];
            _startedBytes += Weight(file);
            _started.Enqueue(Task.Run(() => Read(file)));
        }

        _startedBytes -= Weight(files[_finished++]);
        return _started.Dequeue().GetAwaiter().GetResult();
    }

    public static void GiveBack(byte[] buffer) => ArrayPool<byte>.Shared.Return(buffer);

    private static long Weight(PayloadEntry file) => file.Size <= SmallFileBytes ? file.Size : 0;

    private static FileContent Read(PayloadEntry file)
    {
        if (file.Size > SmallFileBytes)
        {
            return default;
        }

        var length = (int)file.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        using var reader = new SourceReader(file);
        reader.ReadExactly(buffer.AsSpan(0, length));
        reader.RequireEnd();
        return new FileContent(buffer, Sha256Digest.FromHash(SHA256.HashData(buffer.AsSpan(0, length))));
    }
}
