namespace Slipway.Publishing.Repository;

/// <summary>Reads streams into memory, and no more of them than is needed.</summary>
internal static class BeginningOf
{
    /// <summary>The first <paramref name="most"/> bytes of a stream, or all that it has.</summary>
    public static async Task<byte[]> ReadAsync(Stream stream, int most, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (content.Length < most && await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - content.Length)), cancellation) is > 0 and var count)
        {
            await content.WriteAsync(buffer.AsMemory(0, count), cancellation);
        }

        return content.ToArray();
    }
}
