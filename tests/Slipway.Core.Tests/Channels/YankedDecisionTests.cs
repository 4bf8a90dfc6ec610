using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;
using static Slipway.Channels.DecisionKind;
using static Slipway.Core.Tests.Channels.Situation;

namespace Slipway.Core.Tests.Channels;

/// <summary>What a yanked release changes. "Device-1" has bucket 5074 under the salt "salt"; 1.4.2 is offered, pins 1.4.1, and 1.4.1 runs unless a row says otherwise.</summary>
public sealed class YankedDecisionTests
{
    private const string Overheats = "1.4.2 was yanked: overheats the motor.";

    private static readonly Row[] Rows =
    [
        // The running release, which is the one that is offered.
        new("running yanked", s => s.Running("1.4.2").Yanked("1.4.2"), RollBack, ReasonCode.Updated, "1.4.1"),
        new("running yanked, its rollout going back", s => s.Running("1.4.2").Yanked("1.4.2").At(RolloutState.Rollback), RollBack, ReasonCode.Updated, "1.4.1"),
        new("running yanked, its rollout halted", s => s.Running("1.4.2").Yanked("1.4.2").At(RolloutState.Halted), RollBack, ReasonCode.Updated, "1.4.1"),
        new("running yanked, forced", s => s.Running("1.4.2").Yanked("1.4.2").Forced(), RollBack, ReasonCode.Updated, "1.4.1"),
        new("running yanked, whatever the share", s => s.Running("1.4.2").Yanked("1.4.2").Share(0), RollBack, ReasonCode.Updated, "1.4.1"),
        new("running yanked, whatever the time", s => s.Running("1.4.2").Yanked("1.4.2").NotBefore(RepositorySimulator.In(1)), RollBack, ReasonCode.Updated, "1.4.1"),
        new("D2 running yanked, at the floor of the one before", s => s.Running("1.4.2").Yanked("1.4.2").Floor("1.4.1").Secure("1.4.1"), RollBack, ReasonCode.Updated, "1.4.1"),
        new("dead end: nothing pinned", s => s.Running("1.4.2").Yanked("1.4.2").WithoutRollback(), Refuse, ReasonCode.Yanked),
        new("dead end: nothing pinned, its rollout going back", s => s.Running("1.4.2").Yanked("1.4.2").At(RolloutState.Rollback).WithoutRollback(), Refuse, ReasonCode.Yanked),
        new("dead end: the one before is yanked, too", s => s.Running("1.4.2").Yanked("1.4.2", "1.4.1"), Refuse, ReasonCode.Yanked),
        new("D1 dead end: below the device's floor", s => s.Running("1.4.2").Yanked("1.4.2").Floor("1.4.2"), Refuse, ReasonCode.Yanked),
        new("D1 dead end: below the offer's floor", s => s.Running("1.4.2").Yanked("1.4.2").Secure("1.4.2"), Refuse, ReasonCode.Yanked),
        new("D4 dead end: the one before failed here", s => s.Running("1.4.2").Yanked("1.4.2").Quarantined("1.4.1"), Refuse, ReasonCode.Yanked),
        new("A13 dead end: the pinned one is the running one", s => s.Running("1.4.2").Yanked("1.4.2").RolledBackTo("1.4.2"), Refuse, ReasonCode.Yanked),

        // The running release, when a good one is offered.
        new("onward: a good one, and its turn", s => s.Running("1.4.0").Yanked("1.4.0"), Update, ReasonCode.Updated, "1.4.2"),
        new("onward at the very share", s => s.Running("1.4.0").Yanked("1.4.0").Share(5075), Update, ReasonCode.Updated, "1.4.2"),
        new("onward over a stepping stone", s => s.Running("1.4.0").Yanked("1.4.0").Needing("1.4.1").Stones(Release("1.4.1")), Update, ReasonCode.Updated, "1.4.1"),
        new("D2 onward is down, with leave", s => s.Running("1.4.3").Yanked("1.4.3").Back("1.4.3"), Update, ReasonCode.Updated, "1.4.2"),
        new("back: a good one, not its turn", s => s.Running("1.4.1").Yanked("1.4.1").Share(5074).RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("back: a good one, not begun", s => s.Running("1.4.1").Yanked("1.4.1").NotBefore(RepositorySimulator.In(1)).RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("back: a good one, halted", s => s.Running("1.4.1").Yanked("1.4.1").At(RolloutState.Halted).RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("back: a good one, itself going back", s => s.Running("1.4.1").Yanked("1.4.1").At(RolloutState.Rollback).RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("back: the rollout is of another version", s => s.Running("1.4.1").Yanked("1.4.1").About("1.4.1").RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("D4 back: the good one failed here", s => s.Running("1.4.1").Yanked("1.4.1").Quarantined("1.4.2").RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("D3 back: too old for the good one", s => s.Running("1.4.1").Yanked("1.4.1").Needing("1.4.2").RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("back: the good one is a new major", s => s.Offering("2.0.0").Running("1.4.1").Yanked("1.4.1").RolledBackTo("1.4.0"), RollBack, ReasonCode.Updated, "1.4.0"),
        new("D1 back: the good one is lower, without leave", s => s.Running("1.5.0").Yanked("1.5.0"), RollBack, ReasonCode.Updated, "1.4.1"),
        new("back: both are yanked", s => s.Running("1.4.3").Yanked("1.4.3", "1.4.2"), RollBack, ReasonCode.Updated, "1.4.1"),
        new("dead end: not its turn, and the pinned one is the yanked one", s => s.Running("1.4.1").Yanked("1.4.1").Share(0), Refuse, ReasonCode.Yanked),
        new("dead end: not its turn, and the pinned one is newer", s => s.Running("1.4.0").Yanked("1.4.0").Share(0), Refuse, ReasonCode.Yanked),
        new("D3 dead end: too old for the good one, and nothing pinned", s => s.Running("1.4.1").Yanked("1.4.1").Needing("1.4.2").WithoutRollback(), Refuse, ReasonCode.Yanked),
        new("dead end: the stone on the way is yanked", s => s.Running("1.3.0").Yanked("1.3.0", "1.4.0").Needing("1.4.0").Stones(Release("1.4.0")), Refuse, ReasonCode.Yanked),
        new("A16 a foreign offer comes first", s => s.Running("1.4.2").Yanked("1.4.2").Offering(o => o with { Runtime = RuntimeId.Parse("linux-arm64") }), Refuse, ReasonCode.Policy),

        // Another release than the running one.
        new("the offered one is yanked", s => s.Yanked("1.4.2"), Wait, ReasonCode.Yanked),
        new("the offered one is yanked and going back", s => s.Yanked("1.4.2").At(RolloutState.Rollback), Wait, ReasonCode.Yanked),
        new("the offered one is yanked and halted", s => s.Yanked("1.4.2").At(RolloutState.Halted), Wait, ReasonCode.Yanked),
        new("the offered one is yanked, forced", s => s.Yanked("1.4.2").Forced(), Wait, ReasonCode.Yanked),
        new("the offered one is yanked, a stone would lead to it", s => s.Running("1.0.0").Needing("1.4.0").Stones(Release("1.3.0")).Yanked("1.4.2"), Wait, ReasonCode.Yanked),
        new("the one before is yanked, which matters to nobody", s => s.Running("1.4.0").Yanked("1.4.1"), Update, ReasonCode.Updated, "1.4.2"),
        new("the offered one runs, and the one before is yanked", s => s.Running("1.4.2").Yanked("1.4.1"), UpToDate, ReasonCode.NoUpdate),
        new("rolled back to a yanked one", s => s.Running("1.4.2").At(RolloutState.Rollback).Yanked("1.4.1"), Refuse, ReasonCode.Yanked),
        new("D3 a yanked stone is passed over", s => s.Running("1.0.0").Needing("1.2.0").Stones(Release("1.2.0"), Release("1.3.0")).Yanked("1.3.0"), Update, ReasonCode.Updated, "1.2.0"),
        new("D3 only yanked stones", s => s.Running("1.0.0").Needing("1.2.0").Stones(Release("1.3.0")).Yanked("1.3.0"), Refuse, ReasonCode.NeedsFullImage),
        new("a release that nobody offers is yanked", s => s.Yanked("0.9.0", "1.4.3"), Update, ReasonCode.Updated, "1.4.2"),

        // Nothing installed yet.
        new("new device, the offered one is yanked", s => s.Running(null).Yanked("1.4.2"), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, the one before is yanked", s => s.Running(null).Yanked("1.4.1"), Update, ReasonCode.Updated, "1.4.2"),
        new("new device, not its turn, the one before is yanked", s => s.Running(null).Share(0).Yanked("1.4.1"), Refuse, ReasonCode.Yanked),
        new("new device, both are yanked", s => s.Running(null).Yanked("1.4.2", "1.4.1"), Refuse, ReasonCode.Yanked),
        new("new device, the offered one is yanked and nothing is before", s => s.Running(null).WithoutRollback().Yanked("1.4.2"), Wait, ReasonCode.Yanked),
        new("D1 new device, the offered one is yanked, the one before below the floor", s => s.Running(null).Yanked("1.4.2").Secure("1.4.2"), Refuse, ReasonCode.Downgrade),
    ];

    public static TheoryData<string> Sentences => [.. Rows.Select(row => row.Sentence)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void The_first_rule_that_applies_decides(string sentence)
    {
        var row = Rows.Single(row => row.Sentence == sentence);
        var situation = row.Change(new Situation());

        var decision = situation.Decide();

        Assert.Equal((row.Kind, row.Reason, row.Target), (decision.Kind, decision.Reason, decision.Target?.Version.ToString()));
        Assert.EndsWith(".", decision.Explanation, StringComparison.Ordinal);
        Assert.Equal(decision.Reason == ReasonCode.Policy ? null : situation.Rollout!.FindYanked(situation.Device.Running), decision.Leaving);
    }

    [Theory]
    [InlineData("running yanked", $"{Overheats} It is rolled back to 1.4.1.")]
    [InlineData("the offered one is yanked", Overheats)]
    [InlineData("onward: a good one, and its turn", "1.4.0 was yanked: overheats the motor. 1.4.2 is to be installed over 1.4.0.")]
    [InlineData("dead end: nothing pinned", $"{Overheats} There is no release to go back to. stable offers no other one.")]
    [InlineData("dead end: the one before is yanked, too", $"{Overheats} There is no release to go back to: 1.4.1 was yanked: overheats the motor. stable offers no other one.")]
    [InlineData("D1 dead end: below the offer's floor", $"{Overheats} There is no release to go back to: 1.4.1 is below 1.4.2, the oldest version that is safe to run. stable offers no other one.")]
    [InlineData("dead end: not its turn, and the pinned one is newer", "1.4.0 was yanked: overheats the motor. There is no release to go back to. 1.4.2 goes to 0 of 10000 so far, and this device is number 5074.")]
    public void The_explanation_says_what_was_found_and_what_can_be_done(string sentence, string explanation) =>
        Assert.Equal(explanation, Rows.Single(row => row.Sentence == sentence).Change(new Situation()).Decide().Explanation);

    [Theory]
    [InlineData("running yanked", "offered ours withdrawn withdrawn floor quarantine yanked")]
    [InlineData("dead end: nothing pinned", "offered ours withdrawn yanked")]
    [InlineData("dead end: not its turn, and the pinned one is newer", "offered ours withdrawn rollout_version rollout_state not_before cohort yanked")]
    [InlineData("onward: a good one, and its turn", "offered ours withdrawn rollout_version rollout_state not_before cohort min_current_version floor downgrade major quarantine update yanked")]
    [InlineData("the offered one is yanked", "offered ours yanked rolled_back up_to_date withdrawn")]
    public void The_rules_are_asked_in_a_stable_order_and_the_last_one_answers(string sentence, string rules)
    {
        var situation = Rows.Single(row => row.Sentence == sentence).Change(new Situation());
        var asked = new List<RuleVerdict>();

        var decision = Decision.Make(situation.Offer, situation.Rollout, situation.Device, asked.Add);

        Assert.Equal(rules, string.Join(' ', asked.Select(verdict => verdict.Rule)));
        Assert.Same(decision, asked[^1].Decision);
    }

    [Theory]
    [InlineData("overheats.", "1.4.2 was yanked: overheats.")]
    [InlineData("\u001b[2J", "1.4.2 was yanked: [2J.")]
    [InlineData("burns\nAll is well", "1.4.2 was yanked: burns.")]
    [InlineData("\r", "1.4.2 was yanked: no reason was given.")]
    public void A13_A_reason_is_one_line_without_controls_whoever_wrote_it(string reason, string explanation) =>
        Assert.Equal(explanation, new YankedRelease(Version("1.4.2"), reason, RepositorySimulator.Time).Explain());
}
