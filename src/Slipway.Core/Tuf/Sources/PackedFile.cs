using Microsoft.Win32.SafeHandles;
using Slipway.Streams;

namespace Slipway.Tuf.Sources;

/// <summary>The content of one file of a pack.</summary>
internal sealed class PackedFile(SafeFileHandle pack, PackEntry entry, string path) : ReadOnlyStream
{
    private long _read;

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, entry.Length - _read)];
        try
        {
            var count = RandomAccess.Read(pack, wanted, entry.Offset + _read);
            _read += count;
            return count;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Transport, $"{path} cannot be read from the pack: {failure.Message}", failure);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
