using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>What declaring yanks void means, in sentences, for every front and for whoever approves.</summary>
public static class UnyankLines
{
    /// <summary>What is yanked no more, what is still, and what to do next.</summary>
    public static IEnumerable<string> Of(Unyanking unyanking) =>
    [
        .. unyanking.Yanks.IsEmpty ? [unyanking.IsChanged ? "rollouts do not say any more what was declared void before" : "nothing changes"] : unyanking.Yanks.Select(yank => Of(yank, unyanking.Reason)),
        $"still yanked: {(unyanking.Yanked.IsEmpty ? "none" : string.Join(", ", unyanking.Yanked.Select(yank => yank.Version)))}",
        .. unyanking.Stopped.Select(Of),
    ];

    /// <summary>One yank.</summary>
    internal static string Of(YankedRelease yank, string reason) => $"{yank.Version} is yanked no more: {reason} (it was at {yank.At:u}: {UnyankedReleases.NameOf(yank).Reason})";

    /// <summary>A rollout that nobody is to forget.</summary>
    internal static string Of(Rollout stopped) =>
        $"{stopped.Channel}: {stopped.Version} {(stopped.State == RolloutState.Rollback ? "still goes back" : "is still halted")}. If it is not at fault: slipway rollout resume --channel {stopped.Channel}";
}
