using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;
using static Slipway.Publishing.Rollouts.AdvanceOutcome;

namespace Slipway.Publishing.Tests.Rollouts;

/// <summary>What is told of several channels at once: the exit code, the refusal and the lines.</summary>
public sealed class RolloutAdvancesTests
{
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Rows read: what became of the channels, whether a gate stopped one, and whether to ask again.
    public static TheoryData<AdvanceOutcome[], bool, bool> Outcomes => new()
    {
        { [Nothing, Complete], false, false },
        { [Waiting], false, true },
        { [Overtaken], false, true },
        { [Nothing, Complete, Waiting], false, true },
        { [Advanced], false, false },
        { [Advanced, Waiting], false, false },
        { [Waiting, Advanced, Overtaken], false, false },
        { [Halted], true, false },
        { [RolledBack], true, false },
        { [Waiting, Halted], true, false },
        { [Advanced, RolledBack, Waiting], true, false },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void A_stop_is_told_before_a_step_and_a_step_before_a_wait(AdvanceOutcome[] outcomes, bool isStopped, bool isWaiting)
    {
        var advances = Of(outcomes);

        Assert.Equal((isStopped, isWaiting), (advances.IsStopped, advances.IsWaiting));
        Assert.Equal(isStopped ? typeof(PolicyException) : null, Record.Exception(advances.RequireNotStopped)?.GetType());
    }

    [Fact]
    public void D19_each_rollout_that_a_gate_stopped_is_refused_with_its_reason()
    {
        var refusal = Assert.Throws<PolicyException>(Of(Halted, Advanced, RolledBack).RequireNotStopped);

        Assert.Equal(
            [
                "SLP6006 1.4.1 is halted in a: gate crash-rate: 0.9, at most 0.5.",
                "SLP6006 1.4.1 goes back in c: gate crash-rate: 0.9, at most 0.5.",
            ],
            refusal.Refusals.Select(stopped => $"{stopped.Code} {stopped.Message}"));
    }

    [Theory]
    [InlineData(Nothing, null, "a: offers nothing")]
    [InlineData(Complete, null, "a: 1.4.1 is at 12.5%, its last wave; it ends at 12.5%: 'slipway rollout set --channel a --percent 100' goes on")]
    [InlineData(Complete, 30, "a: 1.4.1 is at 12.5%, its last wave, which is watched until 2026-03-01T12:30:00Z; it ends at 12.5%: 'slipway rollout set --channel a --percent 100' goes on")]
    [InlineData(Advanced, null, "a: 1.4.1 goes from 1% to 12.5%")]
    [InlineData(Waiting, null, "a: 1.4.1 waits at 12.5%")]
    [InlineData(Waiting, 30, "a: 1.4.1 waits at 12.5% until 2026-03-01T12:30:00Z")]
    [InlineData(Overtaken, null, "a: somebody else changed it at the same time, and it stays as they left it")]
    [InlineData(Halted, null, "a: 1.4.1 is halted at 12.5%: gate crash-rate: 0.9, at most 0.5")]
    [InlineData(RolledBack, null, "a: 1.4.1 goes back: gate crash-rate: 0.9, at most 0.5")]
    public void What_became_of_a_channel_is_a_line(AdvanceOutcome outcome, int? minutes, string line)
    {
        var advance = Of(outcome).Channels[0] with { Until = minutes is { } after ? Time.AddMinutes(after) : null };

        Assert.Equal([line], AdvanceLines.Of(new RolloutAdvances([advance])));
    }

    [Fact]
    public void Below_it_is_what_it_waits_for_and_what_was_asked()
    {
        var advance = Of(Waiting).Channels[0] with
        {
            Refusals = [new(PolicyFailure.SoakNotOver, "It has not soaked.")],
            Evidence = [new RuleEvidence("gate/crash-rate", RuleOutcome.Passed, Time) { Value = "0.4", Limit = "at most 0.5" }],
        };

        Assert.Equal(
            ["a: 1.4.1 waits at 12.5%", "  SLP6013: It has not soaked.", "  gate/crash-rate passed: 0.4, asked for at most 0.5"],
            AdvanceLines.Of(new RolloutAdvances([advance])));
    }

    private static RolloutAdvances Of(params AdvanceOutcome[] outcomes) => new([.. outcomes.Select((outcome, i) => Of(ChannelName.Parse($"{(char)('a' + i)}"), outcome))]);

    private static RolloutAdvance Of(ChannelName channel, AdvanceOutcome outcome) => new(channel, outcome)
    {
        From = 100,
        Rollout = outcome == Nothing ? null : new Rollout
        {
            Channel = channel,
            Product = SegmentName.Parse("edge-agent"),
            Version = SemanticVersion.Parse("1.4.1"),
            Permyriad = 1_250,
            Salt = "s",
            Reason = outcome is Halted or RolledBack ? "gate crash-rate: 0.9, at most 0.5" : null,
        },
    };
}
