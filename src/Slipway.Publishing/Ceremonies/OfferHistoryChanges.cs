using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What a channel comes to remember of its former offers, in words.</summary>
internal static class OfferHistoryChanges
{
    /// <summary>One line for each offer that is remembered from now on, or no longer.</summary>
    /// <param name="state">What the channel offers and remembers now.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="role">What the channel comes to list.</param>
    /// <param name="next">The next history.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="TrustException">
    /// <see cref="TrustFailure.Foreign"/>: it remembers what the channel neither offers nor has offered. Who signed that would let a release pass for baked that never was.
    /// </exception>
    public static async Task<ImmutableArray<string>> DescribeAsync(RepositoryState state, ChannelName channel, Targets role, OfferHistory next, CancellationToken cancellation)
    {
        var before = await OfferHistory.ReadAsync(state, channel, cancellation);
        foreach (var added in next.Offers.Except(before.Offers))
        {
            await RequireOfferedAsync(state, channel, added, cancellation);
        }

        return
        [
            .. next.Offers.Except(before.Offers).Select(added => $"{RuntimeColumn.Of(added.Runtime, channel, role)}{added.Version} is remembered{Describe(added.Left)} (sha256:{added.File.Digest})"),
            .. before.Offers.Except(next.Offers).Select(dropped => $"{RuntimeColumn.Of(dropped.Runtime, channel, role)}{dropped.Version} is remembered no more (sha256:{dropped.File.Digest})"),
        ];
    }

    private static async Task RequireOfferedAsync(RepositoryState state, ChannelName channel, FormerOffer added, CancellationToken cancellation)
    {
        var current = state.Find(channel.ToString(), added.File.Path);
        var offer = ListedFile.IsSame(current, added.File) ? await state.ReadOfferAsync(added.File, cancellation) : null;
        if (offer?.Release.Version != added.Version)
        {
            var path = ReleasePaths.OfferHistory(channel);
            throw new TrustException(TrustFailure.Foreign, path, $"{path} remembers {added.Version} for {added.Runtime} (sha256:{added.File.Digest}), which {channel} does not offer and has not offered.");
        }
    }

    private static string Describe(RolloutState left) => left switch
    {
        RolloutState.Halted => " as halted",
        RolloutState.Rollback => " as taken back",
        _ => "",
    };
}
