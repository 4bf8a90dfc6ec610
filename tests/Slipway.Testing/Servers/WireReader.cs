using System.Globalization;
using System.Text;

namespace Slipway.Testing.Servers;

/// <summary>Reads HTTP/1.1 messages one after the other from a connection, and passes on their bytes as they are.</summary>
internal sealed class WireReader(Stream connection)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    private ReadOnlyMemory<byte> Waiting => _buffer.AsMemory(_start.._end);

    /// <summary>Reads a head; <see langword="null"/> at the end of the connection.</summary>
    public async Task<WireHead?> ReadHeadAsync(CancellationToken cancellation) =>
        await ReadToAsync("\r\n\r\n", cancellation) is { } text ? new WireHead(text) : null;

    /// <summary>Passes on so many bytes.</summary>
    public async Task CopyAsync(long length, Func<ReadOnlyMemory<byte>, Task> sink, CancellationToken cancellation)
    {
        for (var left = length; left > 0;)
        {
            await RequireMoreAsync(cancellation);
            var piece = Waiting[..(int)Math.Min(left, Waiting.Length)];
            await sink(piece);
            _start += piece.Length;
            left -= piece.Length;
        }
    }

    /// <summary>Passes on chunks, to the last.</summary>
    public async Task CopyChunksAsync(Func<ReadOnlyMemory<byte>, Task> sink, CancellationToken cancellation)
    {
        for (long? size = null; size != 0;)
        {
            var line = await CopyLineAsync(sink, cancellation);
            size = long.Parse(line.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            await CopyAsync(size > 0 ? size.Value + 2 : 0, sink, cancellation);
        }

        while (await CopyLineAsync(sink, cancellation) is { Length: > 0 })
        {
            // Trailers are part of it.
        }
    }

    /// <summary>Passes on everything until the connection ends.</summary>
    public async Task CopyToEndAsync(Func<ReadOnlyMemory<byte>, Task> sink, CancellationToken cancellation)
    {
        while (Waiting.Length > 0 || await FillAsync(cancellation))
        {
            await sink(Waiting);
            _start = _end;
        }
    }

    private async Task<string> CopyLineAsync(Func<ReadOnlyMemory<byte>, Task> sink, CancellationToken cancellation)
    {
        var line = await ReadToAsync("\r\n", cancellation) ?? throw new EndOfStreamException();
        await sink(Encoding.Latin1.GetBytes(line));
        return line.TrimEnd();
    }

    private async Task<string?> ReadToAsync(string mark, CancellationToken cancellation)
    {
        int length;
        while ((length = Encoding.Latin1.GetString(Waiting.Span).IndexOf(mark, StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync(cancellation))
            {
                return null;
            }
        }

        var text = Encoding.Latin1.GetString(Waiting.Span[..(length + mark.Length)]);
        _start += text.Length;
        return text;
    }

    private async Task RequireMoreAsync(CancellationToken cancellation)
    {
        if (Waiting.IsEmpty && !await FillAsync(cancellation))
        {
            throw new EndOfStreamException();
        }
    }

    private async Task<bool> FillAsync(CancellationToken cancellation)
    {
        Waiting.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            throw new IOException($"A head or a line has more than {_buffer.Length} bytes.");
        }

        var count = await connection.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += count;
        return count > 0;
    }
}
