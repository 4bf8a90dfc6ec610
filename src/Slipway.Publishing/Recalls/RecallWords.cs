using Slipway.Bundles;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Recalls;

/// <summary>What a recall means, as every front says it.</summary>
public static class RecallWords
{
    /// <summary>A line for the channel, or for each group of its runtimes where they differ.</summary>
    public static IEnumerable<string> Of(ChannelRecall channel, SemanticVersion recalled)
    {
        if (channel.Runtimes.IsEmpty)
        {
            return [$"{channel.Channel}: offers nothing yet"];
        }

        var groups = channel.Runtimes.GroupBy(runtime => Of(channel, runtime, recalled)).ToArray();
        return groups.Select(same => $"{channel.Channel}{(groups.Length == 1 ? "" : $" {string.Join(", ", same.Select(runtime => runtime.Runtime))}")}: {same.Key}");
    }

    /// <summary>What to do now.</summary>
    public static string Next(Yanking yanking) =>
        $"publish the mended software under a new version; until then {(yanking.HasDeadEnd ? "devices in a dead end run on, and say so in their reports" : "'slipway status' shows what each channel offers")}";

    private static string Of(ChannelRecall channel, RuntimeRecall runtime, SemanticVersion recalled) => runtime switch
    {
        { IsOffered: true, BackTo: { } target } => $"rolled back to {target}{Share(channel)}",
        { IsOffered: true } => $"halted, and a DEAD END{Share(channel)}: the offer pins no release to go back to that is older, safe and not yanked",
        { BackTo: { } target } => $"does not offer it, but {runtime.Offered}; a device that still runs it goes on to that, or back to {target}",
        _ when runtime.Offered > recalled => $"does not offer it, but {runtime.Offered}; a device that still runs it has to wait for that, with no release to go back to",
        _ => $"does not offer it, but {runtime.Offered}",
    };

    private static string Share(ChannelRecall channel) => channel.Permyriad is { } share ? $" ({RolloutShare.Format(share)} % had it)" : "";
}
