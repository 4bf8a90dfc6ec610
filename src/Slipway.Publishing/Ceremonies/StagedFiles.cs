using System.Collections.Immutable;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>The files of stagings, as far as they are published: each under its own number, which others may have taken.</summary>
internal sealed class StagedFiles(IReleaseStore store)
{
    /// <summary>Whether the staging's root is out.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: another one is.</exception>
    public async Task<bool> IsRootOutAsync(Staging staging, CancellationToken cancellation) =>
        staging.Root is not null && await FindAsync(staging.Files[^1], cancellation) is not null;

    /// <summary>The file in the store, or null while there is none under its number.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: there is one that says something else.</exception>
    public async Task<RoleFile?> FindAsync(RoleFile file, CancellationToken cancellation) =>
        await ReadAsync(file, cancellation) is not { } content ? null
        : content.SignedBytes.SequenceEqual(file.Content.SignedBytes) ? file with { Content = content }
        : throw StagingRefusal.Taken(file);

    /// <summary>Whether the file is in the store; one that says something else is not it.</summary>
    public async Task<bool> IsThereAsync(RoleFile file, CancellationToken cancellation) =>
        await ReadAsync(file, cancellation) is { } content && content.SignedBytes.SequenceEqual(file.Content.SignedBytes);

    /// <summary>Publishes a file. One with the same signed part that was published before counts if it is signed well enough.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: there is one that says something else.</exception>
    public async Task<RoleFile> PublishAsync(RoleFile file, ImmutableArray<RoleKeys> required, CancellationToken cancellation)
    {
        if (await TryCreateAsync(file, cancellation))
        {
            return file;
        }

        return await FindAsync(file, cancellation) is { } published && required.All(keys => keys.Tally(published.Content).IsMet)
            ? published
            : throw StagingRefusal.Taken(file);
    }

    /// <summary>Publishes the staging's root, if it has one and that is not out.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Conflict"/>: another one is.</exception>
    public async Task PublishRootAsync(Staging staging, CancellationToken cancellation)
    {
        if (staging.Root is not null && !await IsRootOutAsync(staging, cancellation) && !await TryCreateAsync(staging.Files[^1], cancellation))
        {
            throw StagingRefusal.Taken(staging.Files[^1]);
        }
    }

    private async Task<bool> TryCreateAsync(RoleFile file, CancellationToken cancellation) =>
        await store.CreateAsync(file.Path, StoreContent.Of(file.Content.Bytes), cancellation) != WriteOnce.Differs;

    private async Task<UnverifiedMetadata?> ReadAsync(RoleFile file, CancellationToken cancellation)
    {
        var limit = file.Role == RoleNames.Root ? MetadataLimits.RootBytes : MetadataLimits.TargetsBytes;
        return await store.ReadAsync(file.Path, limit, cancellation) is { } stored ? UnverifiedMetadata.Parse(file.Role, stored.Bytes) : null;
    }
}
