using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Recalls;

/// <summary>The release that a channel goes back to.</summary>
internal static class RollbackTarget
{
    private const string NameOne = "Name one that is still listed with --to.";

    /// <summary>The version that was named, or the one that all offers pin.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: the channel offers nothing.</exception>
    /// <exception cref="PolicyException"><see cref="PolicyFailure.NothingToGoBackTo"/>.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is no step back, or nobody said how far.</exception>
    public static SemanticVersion Find(RollbackRequest request, ImmutableArray<Offer> standing)
    {
        if (standing.IsEmpty)
        {
            throw new StoreException(StoreFailure.NotInChannel, $"{request.Channel} offers nothing yet.") { Hint = "There is nothing to go back from." };
        }

        var to = request.To ?? Pinned(request.Channel, standing);
        if (standing.FirstOrDefault(offer => offer.Release.Version < to) is { } lower)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{to} is no step back for {lower.Runtime}: {request.Channel} offers {lower.Release.Version}.")
            {
                Hint = "A later release enters a channel by 'slipway promote'.",
            };
        }

        return request.From.FirstOrDefault(version => version <= to) is { } below
            ? throw new InputException(InputFailure.OptionInvalid, $"--from {below} is not later than {to}: devices need no leave to go on from it.")
            : to;
    }

    /// <summary>What devices of each runtime get, by the digest that the builder's role lists.</summary>
    /// <exception cref="PolicyException">Every rule that is not met.</exception>
    /// <exception cref="TrustException">A runtime's release is listed with other bytes than the channel pins (ATTACKS A15, P4).</exception>
    public static async Task<ImmutableDictionary<RuntimeId, ReleaseReference>> ReadAsync(
        RepositoryState state, SemanticVersion to, ImmutableArray<Offer> standing, ImmutableArray<YankedRelease> yanked, CancellationToken cancellation)
    {
        var releases = ImmutableDictionary.CreateBuilder<RuntimeId, ReleaseReference>();
        var refusals = ImmutableArray.CreateBuilder<PolicyRefusal>();
        refusals.AddRange(new[] { YankedReleases.Refuse(yanked, to), RefuseUnsafe(to, standing) }.OfType<PolicyRefusal>());
        foreach (var offer in standing)
        {
            if (await state.ReadReferenceAsync(to, offer.Runtime, cancellation) is not { } release)
            {
                refusals.Add(new(PolicyFailure.NothingToGoBackTo, $"{to} is not listed for {offer.Runtime}, which {offer.Channel} offers {offer.Release.Version} to.", NameOne));
                continue;
            }

            RequirePinned(offer, release);
            releases[offer.Runtime] = release;
        }

        return refusals.Count == 0 ? releases.ToImmutable() : throw new PolicyException(refusals.ToImmutable());
    }

    /// <summary>A command that is run once more must not go back once more.</summary>
    private static SemanticVersion Pinned(ChannelName channel, ImmutableArray<Offer> standing)
    {
        if (standing.FirstOrDefault(offer => !offer.AllowDowngradeFrom.IsEmpty) is { } back)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{channel} went back to {back.Release.Version} at {back.ReleasedAt:u} already: {back.Reason}")
            {
                Hint = "To go back further, say how far with --to.",
            };
        }

        if (standing.FirstOrDefault(offer => offer.Rollback is null || offer.Rollback.Version >= offer.Release.Version) is { } first)
        {
            throw new PolicyException(PolicyFailure.NothingToGoBackTo, $"{channel} pins no release to go back to from {first.Release.Version} for {first.Runtime}.", $"{NameOne} Or publish the old content under a new version.");
        }

        ImmutableArray<SemanticVersion> pinned = [.. standing.Select(offer => offer.Rollback!.Version).Distinct().Order()];
        return pinned is [var one]
            ? one
            : throw new PolicyException(PolicyFailure.NothingToGoBackTo, $"{channel} pins {string.Join(" and ", pinned)} for its runtimes, and goes back to one release.", NameOne);
    }

    private static PolicyRefusal? RefuseUnsafe(SemanticVersion to, ImmutableArray<Offer> standing) =>
        standing.Select(offer => offer.MinSecureVersion).Aggregate(SemanticVersion.Highest) is { } floor && to < floor
            ? new(PolicyFailure.BelowFloor, $"{to} is below {floor}, the oldest version that is safe to run: devices would refuse it.", "Choose a later one. The floor is never lowered.")
            : null;

    private static void RequirePinned(Offer offer, ReleaseReference release)
    {
        if (offer.NamedReleases.FirstOrDefault(named => named.Version == release.Version) is { } pinned && pinned.ManifestDigest != release.ManifestDigest)
        {
            throw new TrustException(TrustFailure.DigestMismatch, release.ManifestPath, $"{release.ManifestPath} has the digest {release.ManifestDigest}: expected {pinned.ManifestDigest}, which {offer.Channel} pins.");
        }
    }
}
