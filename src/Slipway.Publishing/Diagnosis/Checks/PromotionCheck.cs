using Slipway.Publishing.Policy;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Diagnosis.Checks;

/// <summary>Can releases be promoted as slipway.json asks: do enough people have to sign, and is what has baked still listed by then?</summary>
internal sealed class PromotionCheck : ICheck
{
    public string Name => "promotion";

    public async Task RunAsync(Examination examination, CheckNotes notes, CancellationToken cancellation)
    {
        if (await examination.StateOrSkipAsync(notes, cancellation) is not { } state)
        {
            return;
        }

        foreach (var channel in examination.Policy.ChannelsInOrder())
        {
            RequireApprovals(channel, state, notes);
            TellEnd(channel, notes);
        }

        RequireRetention(examination, state, notes);
    }

    private static void RequireApprovals(ChannelPolicy channel, RepositoryState state, CheckNotes notes)
    {
        // That the repository lacks a channel is another check's finding.
        if (state.Roles.ContainsKey(channel.Name.ToString()) && state.KeysOf(channel.Name.ToString()) is var keys && keys.Threshold < channel.Approvals)
        {
            notes.Fail(
                DoctorFinding.ApprovalsNotEnforced,
                $"channels.{channel.Name}.approvals is {channel.Approvals}, and the repository takes what {keys.Threshold} of its keys signed",
                $"a threshold of {channel.Approvals}",
                $"'slipway keys add {channel.Name} KEY --threshold {channel.Approvals}': until then nothing is promoted into {channel.Name}.");
        }
    }

    /// <summary>That somebody has to say the last word may be meant so.</summary>
    private static void TellEnd(ChannelPolicy channel, CheckNotes notes)
    {
        if (RolloutEnd.Describe(channel.Name, channel.Waves[^1].Permyriad) is { } end)
        {
            notes.Note($"what is rolled out in {channel.Name} {end}");
        }
    }

    private static void RequireRetention(Examination examination, RepositoryState state, CheckNotes notes)
    {
        var policy = examination.Policy;
        var slowest = policy.Channels.Values.MaxBy(channel => channel.Bake)!;
        if (Retention.OldestOfNewest(state, policy.Retain) is { } since && examination.Now - since < slowest.Bake)
        {
            notes.Warn(
                DoctorFinding.RetentionTooShort,
                $"the {policy.Retain} newest releases go back {DurationWords.Of(examination.Now - since)}, and {slowest.Name} takes only what has been out for {DurationText.Format(slowest.Bake)}",
                "releases to stay listed until they have baked",
                $"Raise \"retain\" in {ReleasePolicy.FileName}: what is no longer listed cannot be promoted.");
            return;
        }

        notes.Note("'retain' keeps releases for longer than any channel's bake");
    }
}
