namespace Slipway.Storage;

/// <summary>Writes files that a reader, or a power cut at any instruction, sees whole or not at all.</summary>
/// <remarks>
/// Temporary file in the same folder, flush to the disk, rename, flush of the folder. A failure removes the temporary file and leaves
/// what was there. A full disk is an <see cref="IOException"/> for which <see cref="Durable.IsDiskFull"/> is true.
/// </remarks>
public static class AtomicFile
{
    /// <summary>What the names of temporary files and links begin with. After a power cut one may be left behind; it may be deleted at any time that nothing is being written.</summary>
    public const string TemporaryPrefix = ".slipway-";

    /// <summary>Writes or replaces a file with the permissions that new files have.</summary>
    /// <exception cref="IOException">Nothing was written: the folder is missing, the disk is full, or it failed.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        WriteAsync(path, bytes, null, cancellation);

    /// <summary>Writes or replaces a file with exactly these permissions, from its first moment. Windows has none and ignores them.</summary>
    /// <exception cref="IOException">Nothing was written: the folder is missing, the disk is full, or it failed.</exception>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, UnixFileMode mode, CancellationToken cancellation) =>
        WriteAsync(path, bytes, (UnixFileMode?)mode, cancellation);

    /// <summary>As <see cref="WriteAsync(string, ReadOnlyMemory{byte}, CancellationToken)"/>.</summary>
    /// <exception cref="IOException">Nothing was written: the folder is missing, the disk is full, or it failed.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var temporary = new TemporaryFile(path, null);
        temporary.Content.Write(bytes);
        temporary.Replace();
    }

    /// <summary>Writes a file that is not there yet. <see langword="false"/>: it is, and was left alone.</summary>
    /// <remarks>Of several writers at once, one gets <see langword="true"/> (on file systems with hard links).</remarks>
    /// <exception cref="IOException">Nothing was written: the folder is missing, the disk is full, or it failed.</exception>
    public static async Task<bool> TryCreateAsync(string path, ReadOnlyMemory<byte> bytes, UnixFileMode mode, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            return false;
        }

        using var temporary = new TemporaryFile(path, mode);
        await temporary.Content.WriteAsync(bytes, cancellation);
        return temporary.TryCreate();
    }

    private static async Task WriteAsync(string path, ReadOnlyMemory<byte> bytes, UnixFileMode? mode, CancellationToken cancellation)
    {
        using var temporary = new TemporaryFile(path, mode);
        await temporary.Content.WriteAsync(bytes, cancellation);
        temporary.Replace();
    }
}
