using Microsoft.Win32.SafeHandles;

namespace Slipway.Bundles.Archives;

/// <summary>Reads one file of a payload, which must still be as long as it was when the payload was looked at.</summary>
internal sealed class SourceReader : IDisposable
{
    private readonly PayloadEntry _file;
    private readonly SafeFileHandle _handle;
    private long _position;

    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public SourceReader(PayloadEntry file)
    {
        _file = file;
        try
        {
            _handle = File.OpenHandle(file.SourceFile, options: FileOptions.SequentialScan);
        }
        catch (Exception vanished) when (vanished is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SourceAccess.Changed(file);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw SourceAccess.NotAccessible(file.SourceFile, denied);
        }
    }

    /// <summary>Reads the next bytes of the file, all of which must be there.</summary>
    public void ReadExactly(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var length = Read(buffer);
            if (length == 0)
            {
                throw SourceAccess.Changed(_file);
            }

            buffer = buffer[length..];
        }
    }

    /// <summary>Refuses a file that has grown.</summary>
    public void RequireEnd()
    {
        if (Read(stackalloc byte[1]) != 0)
        {
            throw SourceAccess.Changed(_file);
        }
    }

    public void Dispose() => _handle.Dispose();

    private int Read(Span<byte> buffer)
    {
        try
        {
            var length = RandomAccess.Read(_handle, buffer, _position);
            _position += length;
            return length;
        }
        catch (IOException failed)
        {
            throw SourceAccess.NotAccessible(_file.SourceFile, failed);
        }
    }
}
