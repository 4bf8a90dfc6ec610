namespace Slipway.Tuf;

/// <summary>Reads a stream that nobody has vouched for, and never more of it than is allowed (TUF §5.3.3 and the like).</summary>
internal static class BoundedStream
{
    private const int PieceBytes = 64 * 1024;

    /// <exception cref="TrustException"><see cref="TrustFailure.TooLarge"/> as soon as there is one byte more than <paramref name="limit"/>.</exception>
    public static async Task<byte[]> ReadAllAsync(Stream stream, long limit, string subject, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await ReadAsync(stream, 0, limit, subject, piece => content.WriteAsync(piece, cancellation), cancellation);
        return content.ToArray();
    }

    /// <summary>Hands what follows the first <paramref name="received"/> bytes to <paramref name="take"/>, piece by piece.</summary>
    /// <returns>How many bytes there are with those that were received before.</returns>
    /// <exception cref="TrustException"><see cref="TrustFailure.TooLarge"/> as soon as there is one byte more than <paramref name="limit"/>.</exception>
    public static async Task<long> ReadAsync(
        Stream source, long received, long limit, string subject, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken cancellation)
    {
        var buffer = new byte[PieceBytes];
        while (await source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit - received + 1)), cancellation) is > 0 and var count)
        {
            received += count;
            if (received > limit)
            {
                throw new TrustException(TrustFailure.TooLarge, subject, $"{subject} is longer than the {limit} bytes that are allowed.");
            }

            await take(buffer.AsMemory(0, count));
        }

        return received;
    }
}
