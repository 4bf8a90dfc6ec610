using Microsoft.Win32.SafeHandles;
using Slipway.Bundles;
using Slipway.Streams;

namespace Slipway.Tuf.Sources;

/// <summary>Some bytes of a file on a share or a stick, which may be pulled out while it is read: that is a matter of transport, and not of the device's own disk.</summary>
/// <param name="file">The open file; whoever opened it closes it, unless <paramref name="isOwner"/> is set.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">The byte after the last.</param>
/// <param name="path">What it is called in messages.</param>
/// <param name="isOwner">Whether it is closed with this.</param>
internal sealed class StoredFile(SafeFileHandle file, long start, long end, string path, bool isOwner) : ReadOnlyStream
{
    private long _next = start;

    /// <summary>Refuses what is no file: opening a pipe would wait for its other end, and nothing could stop that.</summary>
    /// <exception cref="IOException">It is a pipe, a socket or a device, or a link that goes in circles.</exception>
    public static void RequireFile(string path)
    {
        var place = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (File.Exists(place) && SourceStat.Of(place).Kind == SourceKind.Special)
        {
            throw new IOException("it is a pipe or a device: expected a file.");
        }
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, end - _next)], _next);
            _next += count;
            return count;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Transport, $"{path} broke off: {failure.Message}", failure);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    protected override void Dispose(bool disposing)
    {
        if (disposing && isOwner)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
