using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>A product's repository, as a publisher uses it: verified reading, and changes that commit or leave no trace for readers.</summary>
public sealed class ReleaseRepository
{
    private readonly IReleaseStore _store;
    private readonly TimeProvider _time;

    /// <summary>Opens the repository that <paramref name="policy"/> names. Nothing is read yet.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.AddressInvalid"/>.</exception>
    public ReleaseRepository(ReleasePolicy policy, TimeProvider time)
    {
        Policy = policy;
        _store = ReleaseStores.Open(policy.Store, policy.Organization, policy.Product, policy.S3, warning => Warn?.Invoke(warning));
        _time = time;
    }

    internal ReleaseRepository(ReleasePolicy policy, IReleaseStore store, TimeProvider time)
    {
        Policy = policy;
        _store = store;
        _time = time;
    }

    /// <summary>The policy that it was opened with.</summary>
    public ReleasePolicy Policy { get; }

    /// <summary>Told, in a sentence, of keys that are used although they are not kept as they should be, and of publishers that keep this one waiting.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>Is told of every signature, or null.</summary>
    public SigningAudit? Audit { get; init; }

    /// <summary>The store, for upkeep.</summary>
    internal IReleaseStore Store => _store;

    /// <summary>Where it lives.</summary>
    public Uri Address => _store.Address;

    /// <summary>Now, in whole seconds.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(_time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>The repository's first root.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.FileNotFound"/>.</exception>
    public ReadOnlyMemory<byte> ReadTrustAnchor()
    {
        try
        {
            return File.ReadAllBytes(Policy.TrustAnchorFile);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputFailure.FileNotFound, $"The trust anchor {Policy.TrustAnchorFile} cannot be read: {failure.Message}", failure)
            {
                Hint = "It was written by 'slipway init' and belongs into version control, beside slipway.json.",
            };
        }
    }

    /// <summary>Reads and verifies the current state, starting from the trust anchor. What has expired is read nevertheless: publishing renews it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotFound"/> or <see cref="StoreFailure.Incomplete"/>.</exception>
    /// <exception cref="TrustException">The store's metadata does not follow from the trust anchor.</exception>
    public async Task<RepositoryState> ReadAsync(CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(newestRoot: long.MaxValue, cancellation);
        }
        catch (TrustException refused) when (refused.Failure == TrustFailure.ThresholdNotMet)
        {
            throw await new InterruptedRotation(_store).FindAsync(cancellation) is { } staging ? StagingRefusal.Incomplete(refused, staging) : refused;
        }
    }

    /// <summary>As <see cref="ReadAsync(CancellationToken)"/>, but by a reader who has not seen roots after <paramref name="newestRoot"/>.</summary>
    internal async Task<RepositoryState> ReadAsync(long newestRoot, CancellationToken cancellation)
    {
        var anchor = ReadTrustAnchor();
        var timestamp = await ReadTimestampAsync(cancellation);
        using var source = new RepositoryMirrors(new StoreSource(_store, timestamp.Bytes, newestRoot));
        var client = TufClient.StartIgnoringExpiryUnsafe(anchor, source);
        return await RepositoryState.ReadAsync(client, timestamp, cancellation);
    }

    /// <summary>As <see cref="ReadAsync(CancellationToken)"/>, for who is about to publish: in as few requests as there can be.</summary>
    private async Task<RepositoryState> ReadForCommitAsync(CancellationToken cancellation)
    {
        if (!_store.IsRemote)
        {
            return await ReadAsync(cancellation);
        }

        var timestamp = await ReadTimestampAsync(cancellation);
        var gathered = new GatheredSource(_store, new StoreSource(_store, timestamp.Bytes));
        using var source = new RepositoryMirrors(gathered);
        try
        {
            return await RepositoryState.ReadAsync(TufClient.StartIgnoringExpiryUnsafe(ReadTrustAnchor(), source), timestamp, cancellation, gathered);
        }
        catch (TrustException)
        {
            // A gathering is only a copy. Whether the store itself is to be refused, its own files say.
            return await ReadAsync(cancellation);
        }
    }

    /// <summary>The store as a reader's source, with the timestamp of this moment.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotFound"/>.</exception>
    internal async Task<IRepositorySource> OpenSourceAsync(CancellationToken cancellation) => new StoreSource(_store, (await ReadTimestampAsync(cancellation)).Bytes);

    /// <summary>Changes the repository. When others publish at the same time, <paramref name="change"/> is made again on what they published.</summary>
    /// <param name="change">Makes the edit; it must not have effects of its own.</param>
    /// <param name="progress">Told of the bytes stored.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="InputException">Keys are missing, or are not the repository's. No reader sees anything.</exception>
    /// <exception cref="StoreException">
    /// <see cref="StoreFailure.Conflict"/>: others were faster each time. <see cref="StoreFailure.ApprovalNeeded"/>: it is staged, and waits for others to sign.
    /// </exception>
    public async Task CommitAsync(Func<RepositoryEdit, Task> change, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        using var signers = new RoleSigners(Policy, Warn, Audit);
        await CommitAsync(change, progress, signers, cancellation);
    }

    /// <summary>As the public one, with keys that are the caller's.</summary>
    internal async Task CommitAsync(Func<RepositoryEdit, Task> change, IProgress<OperationProgress>? progress, RoleSigners signers, CancellationToken cancellation)
    {
        var store = new AttemptStore(_store);
        var race = new CommitRace(TimeProvider.System);
        while (race.TryBegin())
        {
            var edit = new RepositoryEdit(await ReadForCommitAsync(cancellation), Now);
            await change(edit);
            PublishedSize.Require(edit);
            if (await TryCommitAsync(edit, store, signers, progress, cancellation))
            {
                return;
            }

            await race.PauseAsync(cancellation);
        }

        throw CommitRace.Lost(_store.Address);
    }

    /// <summary>Makes the repository.</summary>
    /// <returns>The first root, which devices start from.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.AlreadyInitialized"/>.</exception>
    internal async Task<ReadOnlyMemory<byte>> InitializeAsync(Func<RoleSigners, FirstMetadata> describe, CancellationToken cancellation)
    {
        using var signers = new RoleSigners(Policy, Warn, Audit);
        var first = describe(signers);
        return await new RepositoryWriter(_store, Policy, signers).InitializeAsync(first.Root, first.Roles, Now, cancellation);
    }

    /// <summary>The same repository under another policy.</summary>
    internal ReleaseRepository With(ReleasePolicy policy) => With(policy, _store);

    /// <summary>The same repository under another policy, through <paramref name="store"/>.</summary>
    internal ReleaseRepository With(ReleasePolicy policy, IReleaseStore store) => new(policy, store, _time) { Warn = Warn, Audit = Audit };

    /// <summary>Opens the stagings of this repository.</summary>
    internal StagingShelf OpenShelf() => new(_store);

    /// <summary>Publishes what is staged.</summary>
    internal StagedPublisher OpenPublisher(RoleSigners signers) => new(this, _store, Policy, signers);

    /// <summary>Describes what is staged.</summary>
    internal StagingReviewer OpenReviewer(RepositoryState state) => new(state, _store, Policy, Now);

    /// <summary>The file of a role in <paramref name="state"/>, as it was signed.</summary>
    internal async Task<UnverifiedMetadata> ReadFileAsync(RepositoryState state, string role, CancellationToken cancellation)
    {
        var path = RepositoryFiles.Of(role, state.VersionOf(role));
        var file = await _store.ReadAsync(path, MetadataLimits.TargetsBytes, cancellation)
            ?? throw new StoreException(StoreFailure.Incomplete, $"{ReleaseStores.NameOf(_store.Address)} is incomplete: {path} is missing.");
        return UnverifiedMetadata.Parse(role, file.Bytes);
    }

    private async Task<StoredObject> ReadTimestampAsync(CancellationToken cancellation) =>
        await _store.ReadAsync(RepositoryFiles.Timestamp, MetadataLimits.TimestampBytes, cancellation)
            ?? throw new StoreException(StoreFailure.NotFound, $"There is no repository in {ReleaseStores.NameOf(_store.Address)}.")
            {
                Hint = $"Check \"store\" in {ReleasePolicy.FileName}; 'slipway init' makes a repository.",
            };

    private async Task<bool> TryCommitAsync(
        RepositoryEdit edit, AttemptStore store, RoleSigners signers, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var stager = new Stager(store, Policy, signers);
        if (!stager.IsNeededFor(edit))
        {
            return await new RepositoryWriter(store, Policy, signers, edit.IsRenewal ? edit.State : null).TryCommitAsync(edit, progress, cancellation);
        }

        var staging = await stager.StageAsync(edit, progress, cancellation);
        var review = await OpenReviewer(edit.State).ReviewAsync(staging, staging.RequiredOn(edit.State), mayBePublished: false, cancellation);
        if (!review.IsSigned || !signers.SufficeForCommit(staging.RequiredOn(edit.State)))
        {
            throw StagingRefusal.ApprovalNeeded(review);
        }

        try
        {
            await OpenPublisher(signers).PublishAsync(staging.Id, areOldKeysLost: false, cancellation);
            return true;
        }
        catch (StoreException overtaken) when (overtaken.Failure == StoreFailure.Conflict)
        {
            // The change is made again on what the others published.
            await OpenShelf().RemoveAsync(staging.Id, cancellation);
            return false;
        }
    }
}
