namespace Slipway.Tuf.Sources;

/// <summary>A source that is read no faster than its owner wants: other programs of the device need the network as well.</summary>
internal sealed class ThrottledSource(IRepositorySource source, Throttle throttle) : IRepositorySource, IDisposable
{
    public async Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => Wrap(await source.OpenAsync(path, cancellation));

    public async Task<TaggedFile> OpenTaggedAsync(string path, string? knownTag, CancellationToken cancellation)
    {
        var file = await source.OpenTaggedAsync(path, knownTag, cancellation);
        return file with { Content = Wrap(file.Content) };
    }

    public async Task<PartialFile?> OpenFromAsync(string path, long offset, string? tag, CancellationToken cancellation) =>
        await source.OpenFromAsync(path, offset, tag, cancellation) is { } rest ? rest with { Content = Wrap(rest.Content)! } : null;

    public void Dispose() => (source as IDisposable)?.Dispose();

    private ThrottledStream? Wrap(Stream? content) => content is null ? null : new ThrottledStream(content, throttle);
}
