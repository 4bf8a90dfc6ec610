namespace Slipway.Storage;

/// <summary>A file beside the one it is going to be. Disposed before it took that place, it is deleted.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly string _destination;
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _isInPlace;

    public TemporaryFile(string destination, UnixFileMode? mode)
    {
        _destination = Path.GetFullPath(destination);
        _path = TemporaryName.Beside(_destination);
        _stream = Create(_path, mode);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _stream.WriteAsync(bytes, cancellation);
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
    }

    public void Replace() => Move(overwrite: true);

    public bool TryCreate()
    {
        try
        {
            Move(overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(_destination))
        {
            return false;
        }
    }

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

    private void Move(bool overwrite)
    {
        // Windows renames no open file.
        _stream.Dispose();
        File.Move(_path, _destination, overwrite);
        _isInPlace = true;
        Durable.FlushFolder(Path.GetDirectoryName(_destination)!);
    }
}
