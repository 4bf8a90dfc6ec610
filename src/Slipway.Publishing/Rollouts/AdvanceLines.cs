namespace Slipway.Publishing.Rollouts;

/// <summary>What became of rollouts, in sentences for the log of a build.</summary>
public static class AdvanceLines
{
    /// <summary>A line for each channel, and one for each rule that it waits for.</summary>
    public static IEnumerable<string> Of(RolloutAdvances advances)
    {
        foreach (var advance in advances.Channels)
        {
            yield return $"{advance.Channel}: {Describe(advance)}";
            foreach (var unmet in advance.Refusals)
            {
                yield return $"{advance.Channel}: {unmet.Code}: {unmet.Message}";
            }
        }
    }

    private static string Describe(RolloutAdvance advance) => advance.Outcome switch
    {
        AdvanceOutcome.Nothing => "offers nothing",
        AdvanceOutcome.Complete => $"{advance.Rollout!.Version} is at {Share(advance)}, its last wave",
        AdvanceOutcome.Advanced => $"{advance.Rollout!.Version} goes from {RolloutShare.Format(advance.From)}% to {Share(advance)}",
        AdvanceOutcome.Waiting => $"{advance.Rollout!.Version} waits at {Share(advance)}",
        AdvanceOutcome.Overtaken => "somebody else changed it at the same time, and it stays as they left it",
        AdvanceOutcome.Halted => $"{advance.Rollout!.Version} is halted at {Share(advance)}",
        _ => $"{advance.Rollout!.Version} goes back",
    };

    private static string Share(RolloutAdvance advance) => $"{RolloutShare.Format(advance.Rollout!.Permyriad)}%";
}
