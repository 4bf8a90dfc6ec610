using Slipway.Bundles;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Recalls;

/// <summary>What yanking a release means, in sentences, for every front.</summary>
public static class YankLines
{
    /// <summary>What was yanked and why, what that means in each channel, and what to do next.</summary>
    public static IEnumerable<string> Of(Yanking yanking) =>
    [
        $"{yanking.Release.Version} {(yanking.IsChanged ? "is yanked" : "was yanked before, and nothing changes")}: {yanking.Release.Reason}",
        .. yanking.Channels.SelectMany(channel => Of(channel, yanking.Release.Version)),
        yanking.HasDeadEnd
            ? "next: publish the mended software under a new version, or let the channel offer an older one: 'slipway rollback --channel NAME --to VERSION'; devices in a dead end run on until then, and say so in their reports"
            : "next: publish the mended software under a new version, or let channels offer an older one with 'slipway rollback'",
    ];

    private static IEnumerable<string> Of(ChannelRecall channel, SemanticVersion recalled)
    {
        if (channel.Runtimes.IsEmpty)
        {
            return [$"{channel.Channel}: offers nothing yet"];
        }

        var groups = channel.Runtimes.GroupBy(runtime => Of(channel, runtime, recalled)).ToArray();
        return groups.Select(same => $"{channel.Channel}{(groups.Length == 1 ? "" : $" {string.Join(", ", same.Select(runtime => runtime.Runtime))}")}: {same.Key}");
    }

    private static string Of(ChannelRecall channel, RuntimeRecall runtime, SemanticVersion recalled) => runtime switch
    {
        { IsOffered: true, BackTo: { } target } => $"rolled back to {target}{Share(channel)}",
        { IsOffered: true } => $"halted, and a DEAD END{Share(channel)}: the offer pins no release to go back to that is older, safe and not yanked",
        { IsDeadEnd: true } => $"a DEAD END: offers {runtime.Offered}, which is yanked, too, and pins no other release to go back to",
        { WasWayBack: true } => $"does not offer it, but {runtime.Offered}, which has no release to go back to from now on; a device that still runs {recalled} waits for its turn",
        { IsOfferYanked: true, BackTo: { } target } => $"offers {runtime.Offered}, which is yanked, too; a device that still runs {recalled} goes back to {target}",
        { BackTo: { } target } => $"does not offer it, but {runtime.Offered}; a device that still runs it goes on to that, or back to {target}",
        _ when runtime.Offered > recalled => $"does not offer it, but {runtime.Offered}; a device that still runs it waits for its turn, with no release to go back to",
        _ => $"does not offer it, but {runtime.Offered}",
    };

    private static string Share(ChannelRecall channel) => channel.Permyriad is { } share ? $" ({RolloutShare.Format(share)}% had it)" : "";
}
