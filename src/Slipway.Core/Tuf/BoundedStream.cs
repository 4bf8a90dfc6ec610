namespace Slipway.Tuf;

/// <summary>Reads a stream that nobody has vouched for, and never more of it than is allowed (TUF §5.3.3 and the like).</summary>
internal static class BoundedStream
{
    /// <exception cref="TrustException"><see cref="TrustFailure.TooLarge"/> as soon as there is one byte more than <paramref name="limit"/>.</exception>
    public static async Task<byte[]> ReadAllAsync(Stream stream, long limit, string subject, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await CopyAsync(stream, content, limit, subject, hash: null, progress: null, cancellation);
        return content.ToArray();
    }

    /// <exception cref="TrustException"><see cref="TrustFailure.TooLarge"/> as soon as there is one byte more than <paramref name="limit"/>.</exception>
    public static async Task<long> CopyAsync(
        Stream source, Stream destination, long limit, string subject, HashCheck? hash, IProgress<long>? progress, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        var total = 0L;
        while (await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - total + 1)), cancellation) is > 0 and var count)
        {
            total += count;
            if (total > limit)
            {
                throw new TrustException(TrustFailure.TooLarge, subject, $"{subject} is longer than the {limit} bytes that are allowed.");
            }

            hash?.Append(buffer.AsSpan(0, count));
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellation);
            progress?.Report(total);
        }

        return total;
    }
}
