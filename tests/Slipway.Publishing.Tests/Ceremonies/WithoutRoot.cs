using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>A repository as a reader sees it who asked for a root just before it came.</summary>
internal sealed class WithoutRoot(IRepositorySource source, long version) : IRepositorySource
{
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) =>
        path == $"metadata/{version}.root.json" ? Task.FromResult<Stream?>(null) : source.OpenAsync(path, cancellation);
}
