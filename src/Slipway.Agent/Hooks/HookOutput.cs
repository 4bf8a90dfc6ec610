using System.Buffers;
using System.Text;

namespace Slipway.Agent.Hooks;

/// <summary>What a hook says on both its outputs, in the order in which it arrives; what is too much is read and dropped, so that no hook waits for a reader.</summary>
internal sealed class HookOutput
{
    private const int MaxBytes = 64 * 1024;

    private const int QuotedBytes = 400;

    // A process that the hook left behind holds its outputs open: they are waited for no longer than this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly Task _reading;

    public HookOutput(params ReadOnlySpan<Stream> sources)
    {
        List<Task> readers = [];
        foreach (var source in sources)
        {
            readers.Add(ReadAsync(source));
        }

        _reading = Task.WhenAll(readers);
    }

    /// <summary>What was kept, once the hook has ended.</summary>
    public async Task<byte[]> FinishAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(Patience));
        lock (_lock)
        {
            return _kept.WrittenSpan.ToArray();
        }
    }

    /// <summary>The end of an output, for a message.</summary>
    public static string Quote(byte[] output) =>
        Encoding.UTF8.GetString(output.AsSpan(Math.Max(0, output.Length - QuotedBytes))).Trim() is { Length: > 0 } text ? $" It said: {text}" : "";

    private async Task ReadAsync(Stream source)
    {
        var buffer = new byte[4096];
        try
        {
            while (await source.ReadAsync(buffer) is > 0 and var length)
            {
                Keep(buffer.AsSpan(0, length));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The hook has ended, and nobody waits any more.
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _kept.Write(bytes[..Math.Min(bytes.Length, MaxBytes - _kept.WrittenCount)]);
        }
    }
}
