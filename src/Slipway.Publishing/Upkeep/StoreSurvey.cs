using System.Collections.Immutable;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Diagnosis;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Upkeep;

/// <summary>Walks through a store once and tells what is needed from what is not.</summary>
/// <param name="store">The store.</param>
/// <param name="time">What expired before is expired.</param>
/// <param name="youngSince">What was written later stays whatever it is.</param>
internal sealed class StoreSurvey(IReleaseStore store, DateTimeOffset time, DateTimeOffset youngSince)
{
    private readonly NeededTargets _needed = new();
    private readonly List<string> _notUnderstood = [];
    private readonly List<StoredEntry> _kept = [];

    /// <summary>What stays.</summary>
    public ImmutableArray<StoredEntry> Kept => [.. _kept.OrderBy(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>The paths among <see cref="Kept"/> of which nobody knows what they are.</summary>
    public ImmutableArray<string> NotUnderstood => [.. _notUnderstood.Order(StringComparer.Ordinal)];

    /// <summary>Finds the metadata and the targets that nothing needs.</summary>
    public async Task<(List<StoredEntry> Metadata, List<StoredEntry> Targets)> FindObsoleteAsync(RepositoryState state, CancellationToken cancellation)
    {
        await _needed.AddOffersAsync(state, cancellation);
        await _needed.AddYankedAsync(state, cancellation);
        var isStagingClear = await ReadStagingAsync(cancellation);
        var metadata = await FindMetadataAsync(state.Snapshot, cancellation);

        // Copies of metadata for publishers: that of the current snapshot saves the next one requests. Trials are what a doctor that was killed has left.
        metadata.AddRange(await FindOldAsync(Gathering.Folder, Gathering.PathOf(state.Snapshot.Version), cancellation));
        metadata.AddRange(await FindOldAsync(StoreProbe.Folder, needed: null, cancellation));
        return (metadata, await FindTargetsAsync(isStagingClear, cancellation));
    }

    /// <summary>What was about to be deleted stays after all.</summary>
    public void Keep(StoredEntry entry) => _kept.Add(entry);

    /// <summary>Keeps what staged changes name.</summary>
    /// <returns>Whether all were understood: if not, nobody knows what they name.</returns>
    private async Task<bool> ReadStagingAsync(CancellationToken cancellation)
    {
        var isClear = true;
        await foreach (var entry in store.ListAsync(StagingShelf.Folder, cancellation))
        {
            _kept.Add(entry);
            if (await ReadAsync(entry, Staging.MaxBytes, StagedDocument.TryRead, cancellation) is not { } roles)
            {
                _notUnderstood.Add(entry.Path);
                isClear = false;
                continue;
            }

            roles.ToList().ForEach(_needed.Add);
        }

        return isClear;
    }

    private async Task<List<StoredEntry>> FindMetadataAsync(Snapshot snapshot, CancellationToken cancellation)
    {
        var obsolete = new List<StoredEntry>();
        await foreach (var entry in store.ListAsync(RepositoryFiles.Folder, cancellation))
        {
            var name = MetadataFileName.TryParse(entry.Path);
            if (entry.Path == RepositoryFiles.Timestamp || name?.Role == RoleNames.Root)
            {
                _kept.Add(entry);
            }
            else if (name is null || await ReadAsync(entry, MetadataLimits.TargetsBytes, ClaimedMetadata.TryReadFile, cancellation) is not { } claims)
            {
                _notUnderstood.Add(entry.Path);
                _kept.Add(entry);
            }
            else if (name.IsIn(snapshot) || claims.Expires > time || IsYoung(entry))
            {
                _needed.Add(claims);
                _kept.Add(entry);
            }
            else
            {
                obsolete.Add(entry);
            }
        }

        return obsolete;
    }

    private async Task<List<StoredEntry>> FindOldAsync(string folder, string? needed, CancellationToken cancellation)
    {
        var obsolete = new List<StoredEntry>();
        await foreach (var entry in store.ListAsync(folder, cancellation))
        {
            (entry.Path == needed || IsYoung(entry) ? _kept : obsolete).Add(entry);
        }

        return obsolete;
    }

    private async Task<List<StoredEntry>> FindTargetsAsync(bool isStagingClear, CancellationToken cancellation)
    {
        var obsolete = new List<StoredEntry>();
        await foreach (var entry in store.ListAsync(RepositoryFiles.Targets, cancellation))
        {
            var isNeeded = _needed.Contains(entry.Path);
            var isPublished = NeededTargets.IsPublished(entry.Path);
            var isObsolete = isStagingClear && isPublished && !isNeeded && !IsYoung(entry);
            (isObsolete ? obsolete : _kept).Add(entry);
            if (!isPublished && !isNeeded)
            {
                _notUnderstood.Add(entry.Path);
            }
        }

        return obsolete;
    }

    private bool IsYoung(StoredEntry entry) => entry.Modified > youngSince;

    private async Task<T?> ReadAsync<T>(StoredEntry entry, int limit, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellation) =>
        entry.Length <= limit && await store.ReadAsync(entry.Path, limit, cancellation) is { } found ? read(found.Bytes) : default;
}
