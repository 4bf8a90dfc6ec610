using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.TufConformance;

/// <summary>A repository whose metadata and targets have addresses of their own.</summary>
internal sealed class SplitSource(Uri metadata, Uri? targets, TimeProvider time) : IRepositorySource, IDisposable
{
    private readonly HttpSource _metadata = new(metadata, time);
    private readonly HttpSource? _targets = targets is null ? null : new HttpSource(targets, time);

    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        var (folder, file) = (path[..(path.IndexOf('/', StringComparison.Ordinal))], path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return (folder == "targets" ? _targets! : _metadata).OpenAsync(file, cancellation);
    }

    public void Dispose()
    {
        _metadata.Dispose();
        _targets?.Dispose();
    }
}
