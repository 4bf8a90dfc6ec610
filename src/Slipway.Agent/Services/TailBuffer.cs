namespace Slipway.Agent.Services;

/// <summary>Keeps the last bytes of a stream of any length. Thread-safe.</summary>
internal sealed class TailBuffer(int capacity)
{
    private readonly Lock _lock = new();
    private readonly byte[] _bytes = new byte[capacity];
    private int _length;

    /// <summary>Whether bytes were forgotten.</summary>
    public bool IsCut { get; private set; }

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

    public byte[] ToArray()
    {
        lock (_lock)
        {
            return _bytes.AsSpan(0, _length).ToArray();
        }
    }
}
