using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>How far a channel goes back.</summary>
internal static class RollbackStep
{
    public const string NameOne = "Name one that is still listed with --to.";

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
}
