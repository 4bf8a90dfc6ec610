using System.Threading.Channels;

namespace EdgeAgent.Readings;

/// <summary>Readings that wait to be published. When it is full, the oldest goes: a device without a network must not run out of memory.</summary>
internal sealed class ReadingQueue(AgentSettings settings)
{
    private readonly Channel<Reading> _channel =
        Channel.CreateBounded<Reading>(new BoundedChannelOptions(settings.QueueCapacity) { FullMode = BoundedChannelFullMode.DropOldest });

    public int Depth => _channel.Reader.Count;

    public void Add(Reading reading) => _channel.Writer.TryWrite(reading);

    /// <summary>Waits until there is a reading, and leaves it in the queue.</summary>
    public async Task<Reading> FirstAsync(CancellationToken cancellation)
    {
        Reading? first;
        while (!_channel.Reader.TryPeek(out first))
        {
            await _channel.Reader.WaitToReadAsync(cancellation);
        }

        return first;
    }

    /// <summary>Takes the reading out if it is still the first one.</summary>
    public void Remove(Reading published)
    {
        if (_channel.Reader.TryPeek(out var first) && ReferenceEquals(first, published))
        {
            _channel.Reader.TryRead(out _);
        }
    }
}
