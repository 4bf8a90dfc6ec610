using System.Text;

namespace Slipway.Publishing.Keys.Commands;

/// <summary>What a program writes: its first bytes are kept, the others are read and forgotten, so that it never waits for a reader. Thread-safe.</summary>
internal sealed class BoundedOutput(int maxBytes)
{
    private readonly Lock _lock = new();
    private readonly byte[] _kept = new byte[maxBytes + 1];
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

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var kept = bytes[..Math.Min(bytes.Length, _kept.Length - _length)];
            kept.CopyTo(_kept.AsSpan(_length));
            _length += kept.Length;
        }
    }
}
