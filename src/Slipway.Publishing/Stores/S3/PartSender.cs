using System.Collections.Concurrent;
using Amazon.S3.Model;

namespace Slipway.Publishing.Stores.S3;

/// <summary>Reads content once, in order, and sends its parts at the same time.</summary>
/// <param name="parts">The requests.</param>
/// <param name="path">The object.</param>
/// <param name="upload">The upload.</param>
/// <param name="known">The parts that the server has.</param>
internal sealed class PartSender(S3Parts parts, string path, string upload, Dictionary<int, PartDetail> known) : IDisposable
{
    /// <summary>Parts on their way at the same time; as many are in memory.</summary>
    public const int AtOnce = 4;

    private readonly SemaphoreSlim _slots = new(AtOnce);
    private readonly ConcurrentBag<byte[]> _buffers = [];
    private readonly CancellationTokenSource _stop = new();
    private long _written;

    /// <summary>Sends what the server does not have.</summary>
    /// <returns>All parts in their order.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/>. The upload must not be completed.</exception>
    public async Task<List<SentPart>> SendAsync(StoreContent content, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_stop.Cancel);
        var sending = new List<Task<SentPart>>();
        try
        {
            await ReadAsync(content, sending);
        }
        catch (Exception)
        {
            await _stop.CancelAsync();
            await Task.WhenAny(Task.WhenAll(sending));

            // What stopped the others says why; that they were stopped does not.
            cancellation.ThrowIfCancellationRequested();
            await (sending.Find(part => part.IsFaulted) ?? Task.CompletedTask);
            throw;
        }

        return [.. await Task.WhenAll(sending)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync(StoreContent content, List<Task<SentPart>> sending)
    {
        var partBytes = PartPlan.PartBytesOf(content.Length);
        await using var reader = new ContentReader(content);
        while (true)
        {
            await _slots.WaitAsync(_stop.Token);
            var buffer = _buffers.TryTake(out var used) ? used : new byte[partBytes];
            var count = await reader.ReadBlockAsync(buffer, _stop.Token);
            if (count == 0)
            {
                break;
            }

            sending.Add(SendPartAsync(sending.Count + 1, buffer, count, content.Written));
        }

        await Task.WhenAll(sending);
    }

    private async Task<SentPart> SendPartAsync(int number, byte[] buffer, int count, Action<long>? written)
    {
        try
        {
            var digests = await Task.Run(() => PieceDigests.Of(buffer.AsSpan(0, count)), _stop.Token);
            var part = known.TryGetValue(number, out var there) && there.Size == count && digests.IsAsSaid(there.ETag, there.ChecksumSHA256)
                ? new PartETag(number, there.ETag) { ChecksumSHA256 = there.ChecksumSHA256 }
                : await parts.SendAsync(path, upload, number, new ArraySegment<byte>(buffer, 0, count), digests, _stop.Token);
            written?.Invoke(Interlocked.Add(ref _written, count));
            return new SentPart(part, digests);
        }
        catch (Exception)
        {
            await _stop.CancelAsync();
            throw;
        }
        finally
        {
            _buffers.Add(buffer);
            _slots.Release();
        }
    }
}
