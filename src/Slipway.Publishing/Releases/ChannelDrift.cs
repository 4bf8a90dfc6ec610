using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Releases;

/// <summary>A channel that offers something older than the one where its releases begin.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Runtime">For this runtime.</param>
/// <param name="Behind">The channel that its releases are published into.</param>
/// <param name="Releases">How many listed versions it is behind; null where it offers none of them at all.</param>
/// <param name="Time">How much later the newer release came; null where it offers nothing at all.</param>
public sealed record ChannelDrift(ChannelName Channel, RuntimeId Runtime, ChannelName Behind, int? Releases, TimeSpan? Time)
{
    /// <summary>Compares each channel with the first one on the way of its releases.</summary>
    internal static ImmutableArray<ChannelDrift> Find(ReleasePolicy policy, RepositoryState state, IReadOnlyCollection<ChannelStatus> channels)
    {
        var versions = state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(path => path.Split('/')).ToLookup(parts => parts[2], parts => SemanticVersion.Parse(parts[1]));
        var drifts = ImmutableArray.CreateBuilder<ChannelDrift>();
        foreach (var channel in channels.Where(channel => policy.Channels[channel.Channel.ToString()].From is not null))
        {
            var first = channels.Single(other => other.Channel == FirstOf(policy, channel.Channel));
            foreach (var newer in first.Offers)
            {
                var older = channel.Offers.FirstOrDefault(offer => offer.Runtime == newer.Runtime);
                if (older is null || older.Release.Version < newer.Release.Version)
                {
                    drifts.Add(Compare(channel.Channel, older, newer, versions[newer.Runtime.ToString()]));
                }
            }
        }

        return drifts.DrainToImmutable();
    }

    private static ChannelDrift Compare(ChannelName channel, Offer? older, Offer newer, IEnumerable<SemanticVersion> listed) => older is null
        ? new(channel, newer.Runtime, newer.Channel, Releases: null, Time: null)
        : new(
            channel,
            newer.Runtime,
            newer.Channel,
            listed.Distinct().Count(version => older.Release.Version < version && version <= newer.Release.Version),
            newer.BakingSince - older.BakingSince);

    private static ChannelName FirstOf(ReleasePolicy policy, ChannelName channel) =>
        policy.Channels[channel.ToString()].From is { } from ? FirstOf(policy, from) : channel;
}
