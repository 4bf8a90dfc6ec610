using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Recalls;

/// <summary>What a channel comes to offer when it goes back to <paramref name="to"/>: what it has offered before, or pins. Nothing else enters by going back.</summary>
internal sealed class RollbackTargets(RepositoryState state, SegmentName product, SemanticVersion to)
{
    private readonly ImmutableArray<PolicyRefusal>.Builder _refusals = ImmutableArray.CreateBuilder<PolicyRefusal>();
    private readonly List<RuntimeId> _neverOffered = [];
    private readonly List<RuntimeId> _listedNoMore = [];

    /// <summary>An offer for each runtime, by the digest that the builder's role lists, with what was said of the release when it was offered before.</summary>
    /// <exception cref="PolicyException">Every rule that is not met.</exception>
    /// <exception cref="TrustException">A runtime's release is listed with other bytes than the channel offered or pins (ATTACKS A15, P4).</exception>
    public async Task<ImmutableDictionary<RuntimeId, Offer>> FindAsync(ImmutableArray<Offer> standing, CancellationToken cancellation)
    {
        var yanked = await YankedReleases.ReadAsync(state, cancellation);
        var history = await OfferHistory.ReadAsync(state, standing[0].Channel, cancellation);
        Require(YankedReleases.Refuse(yanked, to));
        Require(RefuseUnsafe(standing));
        var targets = ImmutableDictionary.CreateBuilder<RuntimeId, Offer>();
        foreach (var current in standing)
        {
            if (await FindAsync(current, history, cancellation) is { } target)
            {
                targets[current.Runtime] = WithSafeWays(target, current.MinSecureVersion, yanked);
            }
        }

        Require(Nothing(_neverOffered, runtimes => $"{standing[0].Channel} has not offered {to} to {runtimes}, as far as it remembers."));
        Require(Nothing(_listedNoMore, runtimes => $"{to} is not listed for {runtimes} any more."));
        return _refusals.Count == 0 ? targets.ToImmutable() : throw new PolicyException(_refusals.ToImmutable());
    }

    private async Task<Offer?> FindAsync(Offer current, OfferHistory history, CancellationToken cancellation)
    {
        var former = history.Offers.FirstOrDefault(offer => offer.Version == to && offer.Runtime == current.Runtime);
        var pinned = current.NamedReleases.FirstOrDefault(named => named.Version == to);
        if (former is null && pinned is null)
        {
            _neverOffered.Add(current.Runtime);
            return null;
        }

        if (await state.ReadReferenceAsync(to, current.Runtime, cancellation) is not { } listed)
        {
            _listedNoMore.Add(current.Runtime);
            return null;
        }

        var before = former is null ? null : await history.ReadOfferAsync(state, product, former, cancellation);
        RequireSame(current.Channel, listed, before?.Release ?? pinned!);
        return before ?? new Offer { Product = product, Channel = current.Channel, Runtime = current.Runtime, Release = listed, ReleasedAt = current.ReleasedAt };
    }

    /// <summary>What the older release pinned when it was offered, as far as devices would still take it. What spoke for it then is not what speaks for it now.</summary>
    private Offer WithSafeWays(Offer target, SemanticVersion? floor, ImmutableArray<YankedRelease> yanked)
    {
        return target with
        {
            Rollback = target.Rollback is { } back && back.Version < to && IsSafe(back) && !(back.Version < floor) ? back : null,
            SteppingStones = [.. target.SteppingStones.Where(IsSafe)],
            IsEmergency = false,
            Evidence = [],
        };

        bool IsSafe(ReleaseReference release) =>
            yanked.All(other => other.Version != release.Version) && state.Find(ReleasePaths.ReleasesRole, release.ManifestPath)?.Digest == release.ManifestDigest;
    }

    private void Require(PolicyRefusal? refusal)
    {
        if (refusal is not null)
        {
            _refusals.Add(refusal);
        }
    }

    private PolicyRefusal? RefuseUnsafe(ImmutableArray<Offer> standing) =>
        standing.Select(offer => offer.MinSecureVersion).Aggregate(SemanticVersion.Highest) is { } floor && to < floor
            ? new(PolicyFailure.BelowFloor, $"{to} is below {floor}, the oldest version that is safe to run: devices would refuse it.", "Choose a later one. The floor is never lowered.")
            : null;

    /// <summary>What is so for several runtimes is told once.</summary>
    private static PolicyRefusal? Nothing(List<RuntimeId> runtimes, Func<string, string> describe) =>
        runtimes.Count == 0 ? null : new(PolicyFailure.NothingToGoBackTo, describe(string.Join(", ", runtimes)), RollbackStep.NameOne);

    private static void RequireSame(ChannelName channel, ReleaseReference listed, ReleaseReference offered)
    {
        if (listed.ManifestDigest != offered.ManifestDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, listed.ManifestPath, $"{listed.ManifestPath} has the digest {listed.ManifestDigest}: expected {offered.ManifestDigest}, which {channel} offered or pins.");
        }
    }
}
