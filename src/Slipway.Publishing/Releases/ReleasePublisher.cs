using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>Publishes signed bundles into a channel. A bundle that does not verify is not published, and publishing again changes nothing.</summary>
public sealed class ReleasePublisher(ReleaseRepository repository)
{
    /// <summary>Verifies the bundles, stores them and lets the channel offer them.</summary>
    /// <exception cref="InputException">The policy forbids it, or keys are missing.</exception>
    /// <exception cref="TrustException">A bundle does not verify with the repository's builder keys.</exception>
    /// <exception cref="StoreException">The store refused, or has this version with other bytes.</exception>
    public async Task<Publication> PublishAsync(PublishRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var channel = repository.Policy.Channel(request.Channel);
        if (channel.From is { } source)
        {
            throw new PolicyException(
                PolicyFailure.NotPublishedHere,
                $"Releases enter {channel.Name} from {source} and are not published into it.",
                $"Publish into {source}, then run 'slipway promote VERSION --from {source} --to {channel.Name}'.");
        }

        var state = await repository.ReadAsync(cancellation);
        ProductionKeys.Require(repository.Policy, state);
        var bundles = await VerifyAsync(request, state, progress, cancellation);
        return await Publication.MakeAsync(repository, edit => OfferAsync(edit, channel, request, bundles, cancellation), progress, cancellation);
    }

    private async Task<Publication> OfferAsync(
        RepositoryEdit edit, ChannelPolicy channel, PublishRequest request, ImmutableArray<SignedBundle> bundles, CancellationToken cancellation)
    {
        List(edit, bundles);
        var yanked = await YankedReleases.ReadAsync(edit.State, cancellation);
        Require(YankedReleases.Refuse(yanked, bundles[0].Manifest.Version));
        var entry = new ChannelEntry(edit, channel, repository.Policy);
        var offers = ImmutableArray.CreateBuilder<Offer>();
        string? newMajor = null;
        foreach (var bundle in bundles)
        {
            var current = await edit.State.ReadOfferAsync(channel.Name, bundle.Manifest.Runtime, cancellation);
            Require(current is null ? null : VersionStep.Refuse(channel, current.Release.Version, bundle.Manifest.Version));
            var lastGood = await entry.LastGoodAsync(current, cancellation);
            var rollback = await PinnedRollbackAsync(edit, bundle.Manifest, lastGood, yanked, cancellation);
            offers.Add(entry.Offer(current, Describe(edit, request, bundle) with { Rollback = rollback }));
            newMajor ??= NewMajor.Describe(current, offers[^1]);
        }

        await Retention.ApplyAsync(edit, repository.Policy.Retain, offers, cancellation);
        var rollout = await entry.StartRolloutAsync(bundles[0].Manifest.Version, request.Permyriad, notBefore: null, isEmergency: false, cancellation);
        return new Publication(bundles[0].Manifest.Version, channel.Name, offers.ToImmutable(), rollout, repository.Address)
        {
            NewMajor = newMajor,
            LeftOut = await LeftOut.FindAsync(edit.State, channel.Name, bundles[0].Manifest.Version, offers, cancellation),
            Bundles = bundles,
        };
    }

    private static void Require(PolicyRefusal? refusal)
    {
        if (refusal is not null)
        {
            throw new PolicyException([refusal]);
        }
    }

    private Offer Describe(RepositoryEdit edit, PublishRequest request, SignedBundle bundle) => new()
    {
        Product = repository.Policy.Product,
        Channel = request.Channel,
        Runtime = bundle.Manifest.Runtime,
        Release = bundle.Reference,
        ReleasedAt = edit.Time,
        MinSecureVersion = request.MinSecureVersion,
        AllowsMajor = request.AllowsMajor,
        Notes = request.Notes,
    };

    /// <summary>The release that the manifest names for going back, if it is still listed and was not yanked; else the last good one of the channel.</summary>
    private static async Task<ReleaseReference?> PinnedRollbackAsync(
        RepositoryEdit edit, Manifest manifest, ReleaseReference? lastGood, ImmutableArray<YankedRelease> yanked, CancellationToken cancellation)
    {
        var named = manifest.RollbackVersion is { } version && version != lastGood?.Version && yanked.All(release => release.Version != version)
            ? await edit.State.ReadReferenceAsync(version, manifest.Runtime, cancellation)
            : null;
        return named ?? lastGood;
    }

    /// <summary>Lets the releases role list the bundles' files. A version is published once: other bytes need another version.</summary>
    private static void List(RepositoryEdit edit, ImmutableArray<SignedBundle> bundles)
    {
        foreach (var bundle in bundles)
        {
            foreach (var (path, content) in bundle.Contents())
            {
                if (edit.State.Find(ReleasePaths.ReleasesRole, path) is { } listed && listed.Digest != content.Digest)
                {
                    throw new StoreException(StoreFailure.ReleaseDiffers, $"{bundle.Manifest.Version} for {bundle.Manifest.Runtime} is published with another {Path.GetFileName(path)}: it has {listed.Digest}, this one {content.Digest}.")
                    {
                        Hint = "A published version never changes. Build it under the next version.",
                    };
                }

                edit.Put(ReleasePaths.ReleasesRole, path, content, Retention.Stamp(path, edit.Time));
            }
        }
    }

    private async Task<ImmutableArray<SignedBundle>> VerifyAsync(
        PublishRequest request, RepositoryState state, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var keys = state.KeysOf(ReleasePaths.ReleasesRole).Keys.ToArray();
        var bundles = ImmutableArray.CreateBuilder<SignedBundle>();
        foreach (var folder in request.BundleFolders)
        {
            bundles.Add(new SignedBundle(folder, await BundleVerifier.VerifyBundleAsync(folder, keys, progress, cancellation)));
        }

        return RequireOneRelease(bundles.DrainToImmutable());
    }

    private ImmutableArray<SignedBundle> RequireOneRelease(ImmutableArray<SignedBundle> bundles)
    {
        if (bundles.IsEmpty)
        {
            throw new InputException(InputFailure.OptionInvalid, "No bundle was named: expected at least one bundle folder.");
        }

        if (bundles.FirstOrDefault(bundle => bundle.Manifest.Product != repository.Policy.Product) is { } foreign)
        {
            throw new InputException(InputFailure.PolicyForbids, $"{foreign.Folder} is {foreign.Manifest.Product}: expected {repository.Policy.Product}, the product of {ReleasePolicy.FileName}.");
        }

        if (bundles.DistinctBy(bundle => bundle.Manifest.Version).Count() > 1 || bundles.DistinctBy(bundle => bundle.Manifest.Runtime).Count() < bundles.Length)
        {
            throw new InputException(InputFailure.OptionInvalid, $"The bundles are {string.Join(", ", bundles.Select(bundle => $"{bundle.Manifest.Version} for {bundle.Manifest.Runtime}"))}: expected one version, and each runtime once.");
        }

        return bundles;
    }
}
