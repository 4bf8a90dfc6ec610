namespace Slipway.Streams;

/// <summary>Keeps the last bytes of a stream of any length. Thread-safe.</summary>
public sealed class TailBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>Whether bytes were forgotten.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Adds what follows.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            var kept = bytes[^Math.Min(bytes.Length, capacity)..];
            var surplus = Math.Max(0, _length + kept.Length - capacity);
            IsCut |= surplus > 0 || kept.Length < bytes.Length;
            _bytes.AsSpan(surplus, _length - surplus).CopyTo(_bytes);
            kept.CopyTo(_bytes.AsSpan(_length - surplus));
            _length += kept.Length - surplus;
        }
    }

    /// <summary>A copy of what is kept.</summary>
    public byte[] ToArray()
    {
        lock (_lock)
        {
            return _bytes.AsSpan(0, _length).ToArray();
        }
    }
}
