using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A repository as it will be once a root is published that is not yet.</summary>
internal sealed class RehearsalSource(IRepositorySource source, RoleFile root) : IRepositorySource
{
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation) => path == root.Path
        ? Task.FromResult<Stream?>(new MemoryStream(root.Content.Bytes.ToArray(), writable: false))
        : source.OpenAsync(path, cancellation);
}
