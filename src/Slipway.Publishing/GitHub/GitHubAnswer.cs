namespace Slipway.Publishing.GitHub;

/// <summary>An answer whose body was read.</summary>
/// <param name="Message">Status and headers.</param>
/// <param name="Body">The body; empty if it went elsewhere.</param>
internal sealed record GitHubAnswer(HttpResponseMessage Message, byte[] Body)
{
    private const int PieceLength = 128 * 1024;

    public bool IsSuccess => Message.IsSuccessStatusCode;

    /// <summary>Whether no further page of a list is announced.</summary>
    public bool IsLastPage => !(Message.Headers.TryGetValues("Link", out var links) && links.Any(link => link.Contains("rel=\"next\"", StringComparison.Ordinal)));

    /// <summary>Reads the body, into <paramref name="destination"/> if there is one.</summary>
    public static async Task<GitHubAnswer> ReadAsync(HttpResponseMessage message, Stream? destination, IdleWatch watch)
    {
        using var content = message.Content;
        if (destination is null)
        {
            return new GitHubAnswer(message, await content.ReadAsByteArrayAsync(watch.Token));
        }

        // What came before it was sent again is not part of it.
        destination.SetLength(0);
        await using var source = await content.ReadAsStreamAsync(watch.Token);
        var piece = new byte[PieceLength];
        for (int count; (count = await source.ReadAsync(piece, watch.Token)) > 0; watch.Moved())
        {
            await destination.WriteAsync(piece.AsMemory(0, count), watch.Token);
        }

        return new GitHubAnswer(message, []);
    }
}
