using Slipway.Tuf;

namespace Slipway.Bench;

/// <summary>Counts the requests to a repository, and the bytes of their bodies.</summary>
/// <param name="source">The repository.</param>
/// <param name="hasTags">Whether the light check may be used.</param>
internal sealed class CountingSource(IRepositorySource source, bool hasTags) : IRepositorySource
{
    public int Requests { get; private set; }

    public long Bytes { get; private set; }

    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        Requests++;
        return await source.OpenAsync(path, cancellation) is { } body ? await CountAsync(body, cancellation) : null;
    }

    public async Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation)
    {
        Requests++;
        var file = await source.OpenTaggedAsync(path, hasTags ? knownTag : null, cancellation);
        return file with { Tag = hasTags ? file.Tag : null, Content = file.Content is { } body ? await CountAsync(body, cancellation) : null };
    }

    private async Task<Stream> CountAsync(Stream body, CancellationToken cancellation)
    {
        await using var _ = body;
        var content = new MemoryStream();
        await body.CopyToAsync(content, cancellation);
        Bytes += content.Length;
        content.Position = 0;
        return content;
    }
}
