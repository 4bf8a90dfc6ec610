using Slipway.Publishing.Repository;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Mirroring;

/// <summary>The repository that a copy is made from, read as a device reads it: what a device would refuse is not copied.</summary>
public sealed class CopyOrigin : IDisposable
{
    private readonly RepositoryMirrors _source;
    private readonly ReadOnlyMemory<byte> _anchor;
    private readonly DateTimeOffset _time;

    private CopyOrigin(RepositoryMirrors source, ReadOnlyMemory<byte> anchor, DateTimeOffset time, string? folder)
    {
        _source = source;
        _anchor = anchor;
        _time = time;
        Folder = folder;
    }

    /// <summary>The folder that it is, if it is one.</summary>
    internal string? Folder { get; }

    /// <summary>A publisher's own store.</summary>
    /// <exception cref="StoreException">There is no repository in it, or it cannot be read.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>: the trust anchor is not beside slipway.json.</exception>
    public static async Task<CopyOrigin> OfStoreAsync(ReleaseRepository repository, CancellationToken cancellation) =>
        new(new RepositoryMirrors(await repository.OpenSourceAsync(cancellation)), repository.ReadTrustAnchor(), repository.Now, FolderOf(repository.Address));

    /// <summary>A repository that others publish, by its address.</summary>
    /// <param name="address">The repository.</param>
    /// <param name="trustAnchor">The file with its first root.</param>
    /// <param name="time">Measures expiry, and how long a server is waited for.</param>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>: the trust anchor cannot be read.</exception>
    public static CopyOrigin OfAddress(RepositoryAddress address, string trustAnchor, TimeProvider time)
    {
        try
        {
            return new CopyOrigin(RepositorySources.Open(time, address), File.ReadAllBytes(trustAnchor), time.GetUtcNow(), address.Folder is { } folder ? FolderOf(folder) : null);
        }
        catch (Exception unreadable) when (FileRefusal.Is(unreadable))
        {
            throw new InputException(InputFailure.FileNotFound, $"The trust anchor {trustAnchor} cannot be read: {unreadable.Message}", unreadable)
            {
                Hint = "It is the repository's metadata/1.root.json. Get it from whoever publishes, not from the address that it is to judge.",
            };
        }
    }

    /// <summary>Reads which files belong to a copy.</summary>
    /// <param name="selection">Whose devices it is for.</param>
    /// <param name="knownTimestamp">The timestamp of the copy so far, or null: nothing older is taken.</param>
    /// <param name="cancellation">Stops the reading.</param>
    internal async Task<CopiedFiles> ReadAsync(CopySelection selection, byte[]? knownTimestamp, CancellationToken cancellation)
    {
        var received = new ReceivedMetadata(_anchor, knownTimestamp);
        var client = await TufClient.StartAsync(_anchor, received, _source, _time, cancellation);
        return await CopiedFiles.ReadAsync(client, received, selection, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>The copy that lies in a folder, as this origin's readers see it.</summary>
    internal CopyOrigin At(string folder) => new(new RepositoryMirrors(new FolderSource(folder)), _anchor, DateTimeOffset.MinValue, folder);

    private static string? FolderOf(Uri address) => address.IsFile ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(address.LocalPath)) : null;
}
