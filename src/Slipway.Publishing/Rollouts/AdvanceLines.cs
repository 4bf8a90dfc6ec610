using Slipway.Publishing.Promotions;

namespace Slipway.Publishing.Rollouts;

/// <summary>What became of rollouts, in lines for people and for the log of a build. Parts of it come from the store and from servers of gates: whoever prints it makes it <see cref="PlainText"/>.</summary>
public static class AdvanceLines
{
    /// <summary>A line for each channel; below it, indented, one for each rule that it waits for and each that was asked.</summary>
    public static IEnumerable<string> Of(RolloutAdvances advances) => advances.Channels.SelectMany(Of);

    private static IEnumerable<string> Of(RolloutAdvance advance) =>
    [
        $"{advance.Channel}: {Describe(advance)}",
        .. advance.Refusals.Select(unmet => $"  {unmet.Code}: {unmet.Message}"),
        .. advance.Evidence.Select(rule => $"  {EvidenceText.Of(rule)}"),
    ];

    private static string Describe(RolloutAdvance advance) => advance.Outcome switch
    {
        AdvanceOutcome.Nothing => "offers nothing",
        AdvanceOutcome.Complete => $"{advance.Rollout!.Version} is at {Share(advance)}, its last wave{(advance.Until is { } end ? $", which is watched until {IsoTime.Format(end)}" : "")}{End(advance)}",
        AdvanceOutcome.Advanced => $"{advance.Rollout!.Version} goes from {RolloutShare.Format(advance.From)}% to {Share(advance)}",
        AdvanceOutcome.Waiting => $"{advance.Rollout!.Version} waits at {Share(advance)}{(advance.Until is { } end ? $" until {IsoTime.Format(end)}" : "")}",
        AdvanceOutcome.Overtaken => "somebody else changed it at the same time, and it stays as they left it",
        AdvanceOutcome.Halted => $"{advance.Rollout!.Version} is halted at {Share(advance)}: {advance.Rollout.Reason}",
        _ => $"{advance.Rollout!.Version} goes back: {advance.Rollout.Reason}",
    };

    private static string End(RolloutAdvance advance) => RolloutEnd.Describe(advance.Channel, advance.Rollout!.Permyriad) is { } end ? $"; it {end}" : "";

    private static string Share(RolloutAdvance advance) => $"{RolloutShare.Format(advance.Rollout!.Permyriad)}%";
}
