using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>Lets another channel offer a release. Nothing is rebuilt or moved: the new metadata names the same digests.</summary>
public sealed class ReleasePromoter(ReleaseRepository repository)
{
    /// <summary>Promotes, for every runtime that the source channel offers the version to.</summary>
    /// <param name="version">The release.</param>
    /// <param name="from">The channel that offers it.</param>
    /// <param name="to">The channel that is to offer it too.</param>
    /// <param name="permyriad">The share of devices it goes to at first, in ten thousandths, or null for the channel's first wave.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="PolicyException">The policy forbids it (yet).</exception>
    /// <exception cref="InputException">Keys are missing.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>, or the store refused.</exception>
    /// <exception cref="TrustException">The source's bytes are not the ones that the releases role lists.</exception>
    public async Task<Publication> PromoteAsync(
        SemanticVersion version, ChannelName from, ChannelName to, int? permyriad, CancellationToken cancellation)
    {
        var target = repository.Policy.Channel(to);
        repository.Policy.Channel(from);
        Publication? publication = null;
        await repository.CommitAsync(
            async edit => publication = await PromoteAsync(edit, version, from, target, permyriad, cancellation), progress: null, cancellation);
        return publication!;
    }

    private async Task<Publication> PromoteAsync(
        RepositoryEdit edit, SemanticVersion version, ChannelName from, ChannelPolicy to, int? permyriad, CancellationToken cancellation)
    {
        ProductionKeys.Require(repository.Policy, edit.State);
        var entry = new ChannelEntry(edit, to, repository.Policy);
        var offers = ImmutableArray.CreateBuilder<Offer>();
        foreach (var source in await ReadSourcesAsync(edit, version, from, cancellation))
        {
            RequireAllowed(edit, source, to);
            RequireListed(edit, source.Release, source.Runtime);
            var current = await edit.State.ReadOfferAsync(to.Name, source.Runtime, cancellation);
            offers.Add(entry.Offer(current, Describe(edit, source, to.Name) with { Rollback = await entry.LastGoodAsync(current, cancellation) }));
        }

        var rollout = await entry.StartRolloutAsync(version, permyriad, cancellation);
        return new Publication(version, to.Name, offers.DrainToImmutable(), rollout, repository.Address);
    }

    private static async Task<ImmutableArray<Offer>> ReadSourcesAsync(
        RepositoryEdit edit, SemanticVersion version, ChannelName from, CancellationToken cancellation)
    {
        var offers = await edit.State.ReadOffersAsync(from, cancellation);
        var sources = offers.Where(offer => offer.Release.Version == version).ToImmutableArray();
        if (sources.IsEmpty)
        {
            var found = offers.IsEmpty ? "nothing" : string.Join(", ", offers.Select(offer => offer.Release.Version).Distinct());
            throw new StoreException(StoreFailure.NotInChannel, $"{version} is not in {from}, which offers {found}.")
            {
                Hint = "Run 'slipway status' to see what each channel offers.",
            };
        }

        return sources;
    }

    private static void RequireAllowed(RepositoryEdit edit, Offer source, ChannelPolicy to)
    {
        if (to.From is { } expected && expected != source.Channel)
        {
            throw new PolicyException(PolicyFailure.WrongSource, $"Releases enter {to.Name} from {expected}, not from {source.Channel}.", $"See channels.{to.Name}.from in {ReleasePolicy.FileName}.");
        }

        var ready = source.BakingSince + to.Bake;
        if (edit.Time < ready)
        {
            throw new PolicyException(PolicyFailure.BakeNotOver, $"{source.Release.Version} is out since {source.BakingSince:u}, and {to.Name} takes only what has been out for {DurationText.Format(to.Bake)}.", $"It may enter at {ready:u}.");
        }
    }

    /// <summary>What was tested is what ships: the offer's digest must be the one that the builder's role lists (ATTACKS P4).</summary>
    private static void RequireListed(RepositoryEdit edit, ReleaseReference release, RuntimeId runtime)
    {
        var path = ReleasePaths.Bundle(release.Version, runtime, BundleFolder.Manifest);
        var listed = edit.State.Find(ReleasePaths.ReleasesRole, path);
        if (release.ManifestPath != path || listed?.Digest != release.ManifestDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, path, $"{path} has the digest {listed?.Digest?.ToString() ?? "of nothing: it is not listed"}: expected {release.ManifestDigest}, which the channel offers.");
        }
    }

    private static Offer Describe(RepositoryEdit edit, Offer source, ChannelName to) => source with
    {
        Channel = to,
        ReleasedAt = edit.Time,
        PromotedFrom = new Promotion(source.Channel, edit.State.Roles[source.Channel.ToString()].Version, source.BakingSince),
    };
}
