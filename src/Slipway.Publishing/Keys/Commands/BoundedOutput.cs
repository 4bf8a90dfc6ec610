using System.Text;
using Slipway.Streams;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>What a program writes: its first bytes and its last line are kept, the others are read and forgotten, so that it never waits for a reader. Thread-safe.</summary>
internal sealed class BoundedOutput(int maxBytes)
{
    private const int LastLineBytes = 1000;

    private readonly Lock _lock = new();
    private readonly byte[] _kept = new byte[maxBytes + 1];
    private readonly TailBuffer _end = new(LastLineBytes);
    private int _length;

    /// <summary>Reads to the end.</summary>
    public async Task FillAsync(Stream stream, CancellationToken cancellation)
    {
        var buffer = new byte[4096];
        try
        {
            while (await stream.ReadAsync(buffer, cancellation) is > 0 and var length)
            {
                Keep(buffer.AsSpan(0, length));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody waits for the rest any more.
        }
    }

    /// <summary>What was kept: one byte more than allowed where there was more.</summary>
    public byte[] ToBytes()
    {
        lock (_lock)
        {
            return _kept[.._length];
        }
    }

    /// <summary>The same in one line, fit for a terminal.</summary>
    public string ToText() => PlainText.Of(Encoding.UTF8.GetString(ToBytes()).Trim().ReplaceLineEndings(" | "));

    /// <summary>The last line that is not blank, fit for a terminal; empty where there is none.</summary>
    public string LastLine() =>
        PlainText.Of(Encoding.UTF8.GetString(_end.ToArray()).Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0) ?? "");

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var kept = bytes[..Math.Min(bytes.Length, _kept.Length - _length)];
            kept.CopyTo(_kept.AsSpan(_length));
            _length += kept.Length;
            _end.Append(bytes);
        }
    }
}
