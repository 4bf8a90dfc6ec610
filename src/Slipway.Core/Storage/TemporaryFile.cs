namespace Slipway.Storage;

/// <summary>A file beside the one it is going to be. Disposed before it took that place, it is deleted.</summary>
public sealed class TemporaryFile : IDisposable
{
    private readonly string _destination;
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isInPlace;

    /// <param name="destination">The place that it is going to take. Its folder exists.</param>
    /// <param name="mode">Exactly these permissions, or null for those that new files have.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public TemporaryFile(string destination, UnixFileMode? mode)
    {
        _destination = Path.GetFullPath(destination);
        _path = TemporaryName.Beside(_destination);
        _stream = Create(_path, mode);
    }

    /// <summary>Where its bytes are written to.</summary>
    public Stream Content => _stream;

    /// <summary>Takes its place, whatever was there. What was written is on the disk before.</summary>
    /// <exception cref="IOException">What was there still is.</exception>
    public void Replace()
    {
        FlushAndClose();
        File.Move(_path, _destination, overwrite: true);
        _isInPlace = true;
        Durable.FlushFolder(Path.GetDirectoryName(_destination)!);
    }

    /// <summary>Takes its place unless something is there. What was written is on the disk before.</summary>
    /// <returns>Whether it did.</returns>
    /// <exception cref="IOException">It cannot be moved, and nothing is there.</exception>
    public bool TryCreate()
    {
        FlushAndClose();

        // File.Move without overwriting looks first and renames then: of two writers both may find nothing there.
        // A link is one step. The temporary name goes when this is disposed.
        var isCreated = (OperatingSystem.IsWindows() ? null : LibC.TryLink(_path, _destination)) ?? TryMove();
        if (isCreated)
        {
            Durable.FlushFolder(Path.GetDirectoryName(_destination)!);
        }

        return isCreated;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (_isInPlace)
        {
            return;
        }

        try
        {
            File.Delete(_path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to report.
        }
    }

    private static FileStream Create(string path, UnixFileMode? mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (mode is not { } permissions || OperatingSystem.IsWindows())
        {
            return new FileStream(path, options);
        }

        options.UnixCreateMode = permissions;
        var stream = new FileStream(path, options);

        // The umask has taken some away.
        File.SetUnixFileMode(stream.SafeFileHandle, permissions);
        return stream;
    }

    private void FlushAndClose()
    {
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);

        // Windows renames no open file.
        _stream.Dispose();
    }

    private bool TryMove()
    {
        try
        {
            File.Move(_path, _destination, overwrite: false);
            return _isInPlace = true;
        }
        catch (IOException) when (File.Exists(_destination))
        {
            return false;
        }
    }
}
