using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;
using static Slipway.Channels.DecisionKind;
using static Slipway.Core.Tests.Channels.Situation;

namespace Slipway.Core.Tests.Channels;

/// <summary>The rules in the order in which they apply. "Device-1" has bucket 5074 under the salt "salt".</summary>
public sealed class DecisionTests
{
    private static readonly Row[] Rows =
    [
        new("an honest offer is installed", s => s, Update, ReasonCode.Updated, "1.4.2"),

        // Missing or foreign.
        new("no offer", s => s with { Offer = null }, Wait, ReasonCode.NoUpdate),
        new("no rollout", s => s with { Rollout = null }, Wait, ReasonCode.NoUpdate),
        new("no rollout on a new device", s => (s with { Rollout = null }).Running(null), Wait, ReasonCode.NoUpdate),
        new("A16 offer of another product", s => s.Offering(o => o with { Product = SegmentName.Parse("other") }), Refuse, ReasonCode.Policy),
        new("A16 offer of another channel", s => s.Offering(o => o with { Channel = ChannelName.Parse("beta") }), Refuse, ReasonCode.Policy),
        new("A16 offer for another runtime", s => s.Offering(o => o with { Runtime = RuntimeId.Parse("linux-arm64") }), Refuse, ReasonCode.Policy),
        new("A16 rollout of another product", s => s with { Rollout = s.Rollout! with { Product = SegmentName.Parse("other") } }, Refuse, ReasonCode.Policy),
        new("A16 rollout of another channel", s => s with { Rollout = s.Rollout! with { Channel = ChannelName.Parse("beta") } }, Refuse, ReasonCode.Policy),
        new("A16 comes before everything else", s => s.Running("1.4.2").At(RolloutState.Rollback).Offering(o => o with { Runtime = RuntimeId.Parse("linux-arm64") }), Refuse, ReasonCode.Policy),

        // Rolled back.
        new("running version rolled back", s => s.Running("1.4.2").At(RolloutState.Rollback), RollBack, ReasonCode.Updated, "1.4.1"),
        new("rolled back whatever the share", s => s.Running("1.4.2").At(RolloutState.Rollback).Share(0), RollBack, ReasonCode.Updated, "1.4.1"),
        new("rolled back without the leave to downgrade", s => s.Running("1.4.2").At(RolloutState.Rollback).Back(), RollBack, ReasonCode.Updated, "1.4.1"),
        new("rolled back with nothing pinned", s => s.Running("1.4.2").At(RolloutState.Rollback).WithoutRollback(), Refuse, ReasonCode.Policy),
        new("D1 rolled back below the device's floor", s => s.Running("1.4.2").At(RolloutState.Rollback).Floor("1.4.2"), Refuse, ReasonCode.Downgrade),
        new("D1 rolled back below the offer's floor", s => s.Running("1.4.2").At(RolloutState.Rollback).Secure("1.4.2"), Refuse, ReasonCode.Downgrade),
        new("D4 rolled back to a quarantined release", s => s.Running("1.4.2").At(RolloutState.Rollback).Quarantined("1.4.1"), Refuse, ReasonCode.Quarantined),
        new("A13 a rollback to the running version", s => s.Running("1.4.1").About("1.4.1").At(RolloutState.Rollback), Refuse, ReasonCode.Policy),
        new("A13 a rollback that goes forward", s => s.Running("1.3.0").About("1.3.0").At(RolloutState.Rollback), Refuse, ReasonCode.Policy),
        new("another version rolled back than the running one", s => s.At(RolloutState.Rollback), Wait, ReasonCode.Halted),

        // Up to date.
        new("same version", s => s.Running("1.4.2"), UpToDate, ReasonCode.NoUpdate),
        new("same version, halted", s => s.Running("1.4.2").At(RolloutState.Halted), UpToDate, ReasonCode.NoUpdate),
        new("same version, nobody's turn", s => s.Running("1.4.2").Share(0), UpToDate, ReasonCode.NoUpdate),
        new("same version, below the floor", s => s.Running("1.4.2").Secure("2.0.0"), UpToDate, ReasonCode.NoUpdate),
        new("same version, forced", s => s.Running("1.4.2").Forced(), Update, ReasonCode.Updated, "1.4.2"),
        new("same version, forced and halted", s => s.Running("1.4.2").Forced().At(RolloutState.Halted), Wait, ReasonCode.Halted),
        new("D1 same version, forced and below the floor", s => s.Running("1.4.2").Forced().Secure("2.0.0"), Refuse, ReasonCode.Downgrade),
        new("D4 same version, forced and quarantined", s => s.Running("1.4.2").Forced().Quarantined("1.4.2"), Refuse, ReasonCode.Quarantined),

        // Not yet.
        new("rollout of another version", s => s.About("1.4.0"), Wait, ReasonCode.NoUpdate),
        new("rollout of another version comes before halted", s => s.About("1.4.0").At(RolloutState.Halted), Wait, ReasonCode.NoUpdate),
        new("halted", s => s.At(RolloutState.Halted), Wait, ReasonCode.Halted),
        new("halted comes before its beginning", s => s.At(RolloutState.Halted).NotBefore(RepositorySimulator.In(1)), Wait, ReasonCode.Halted),
        new("one second early", s => s.NotBefore(RepositorySimulator.Time.AddSeconds(1)), Wait, ReasonCode.WaitCohort),
        new("at the very second", s => s.NotBefore(RepositorySimulator.Time), Update, ReasonCode.Updated, "1.4.2"),
        new("nobody's turn", s => s.Share(0), Wait, ReasonCode.WaitCohort),
        new("B17 the share ends before this bucket", s => s.Share(5074), Wait, ReasonCode.WaitCohort),
        new("B17 the share ends after this bucket", s => s.Share(5075), Update, ReasonCode.Updated, "1.4.2"),
        new("forced is no way to jump the queue", s => s.Forced().Share(0), Wait, ReasonCode.WaitCohort),
        new("waiting comes before refusing", s => s.Share(0).Needing("1.4.2").Quarantined("1.4.2"), Wait, ReasonCode.WaitCohort),

        // Too old for it.
        new("D3 too old, no stone", s => s.Needing("1.4.2"), Refuse, ReasonCode.NeedsFullImage),
        new("D3 just old enough", s => s.Needing("1.4.1"), Update, ReasonCode.Updated, "1.4.2"),
        new("D3 highest reachable stone", s => s.Running("1.0.0").Needing("1.4.0").Stones(Release("1.1.0"), Release("1.3.0", "1.0.0"), Release("1.2.0")), Update, ReasonCode.Updated, "1.3.0"),
        new("D3 a stone that needs another stone", s => s.Running("1.0.0").Needing("1.4.0").Stones(Release("1.3.0", "1.1.0"), Release("1.1.0")), Update, ReasonCode.Updated, "1.1.0"),
        new("D3 stones that are not higher are none", s => s.Running("1.2.0").Needing("1.4.0").Stones(Release("1.1.0"), Release("1.2.0")), Refuse, ReasonCode.NeedsFullImage),
        new("D3 stones out of reach are none", s => s.Running("1.0.0").Needing("1.4.0").Stones(Release("1.3.0", "1.2.0")), Refuse, ReasonCode.NeedsFullImage),
        new("D3 no stone where none is needed", s => s.Stones(Release("1.4.3")), Update, ReasonCode.Updated, "1.4.2"),
        new("D3 comes before the quarantine", s => s.Needing("1.4.2").Quarantined("1.4.2"), Refuse, ReasonCode.NeedsFullImage),
        new("D4 a quarantined stone", s => s.Running("1.0.0").Needing("1.4.0").Stones(Release("1.3.0")).Quarantined("1.3.0"), Refuse, ReasonCode.Quarantined),
        new("D3 a stone below the floor still leads upwards", s => s.Running("1.0.0").Needing("1.2.0").Stones(Release("1.2.0")).Secure("1.4.0").Floor("1.4.0"), Update, ReasonCode.Updated, "1.2.0"),

        // Lower.
        new("D1 lower without leave", s => s.Running("1.4.3"), Refuse, ReasonCode.Downgrade),
        new("D1 leave for another version", s => s.Running("1.4.3").Back("1.4.4"), Refuse, ReasonCode.Downgrade),
        new("D2 lower with leave", s => s.Running("1.4.3").Back("1.4.3"), Update, ReasonCode.Updated, "1.4.2"),
        new("D2 lower with leave, at the floor", s => s.Running("1.4.3").Back("1.4.3").Floor("1.4.2"), Update, ReasonCode.Updated, "1.4.2"),
        new("D1 lower with leave, below the device's floor", s => s.Running("1.4.4").Back("1.4.4").Floor("1.4.3"), Refuse, ReasonCode.Downgrade),
        new("D1 lower with leave, below the offer's floor", s => s.Running("1.4.4").Back("1.4.4").Secure("1.4.3").Floor("1.0.0"), Refuse, ReasonCode.Downgrade),
        new("D1 the higher floor counts", s => s.Running("1.4.4").Back("1.4.4").Secure("1.0.0").Floor("1.4.3"), Refuse, ReasonCode.Downgrade),
        new("D1 from a release to its candidate", s => s.Offering("1.4.2-rc1").Running("1.4.2"), Refuse, ReasonCode.Downgrade),
        new("D4 lower with leave, quarantined", s => s.Running("1.4.3").Back("1.4.3").Quarantined("1.4.2"), Refuse, ReasonCode.Quarantined),

        // A new major version.
        new("new major", s => s.Offering("2.0.0"), Refuse, ReasonCode.Policy),
        new("new major allowed", s => s.Offering("2.0.0").Offering(o => o with { AllowsMajor = true }), Update, ReasonCode.Updated, "2.0.0"),
        new("new minor", s => s.Offering("1.5.0"), Update, ReasonCode.Updated, "1.5.0"),
        new("new major comes before the quarantine", s => s.Offering("2.0.0").Quarantined("2.0.0"), Refuse, ReasonCode.Policy),

        // Quarantine.
        new("D4 failed here before", s => s.Quarantined("1.4.2"), Refuse, ReasonCode.Quarantined),
        new("D4 another release failed here", s => s.Quarantined("1.4.0", "1.4.1"), Update, ReasonCode.Updated, "1.4.2"),
        new("D4 same version, other bytes", s => s.Quarantined("1.4.2").Offering(o => o with { Release = o.Release with { ManifestDigest = Sha256Digest.Of("mended"u8) } }), Update, ReasonCode.Updated, "1.4.2"),

        // Nothing installed yet.
        new("new device", s => s.Running(null), Update, ReasonCode.Updated, "1.4.2"),
        new("new device, whatever the offer needs", s => s.Running(null).Needing("1.4.2"), Update, ReasonCode.Updated, "1.4.2"),
        new("new device, whatever the major", s => s.Running(null).Offering("7.0.0"), Update, ReasonCode.Updated, "7.0.0"),
        new("new device, not its turn", s => s.Running(null).Share(0), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, halted", s => s.Running(null).At(RolloutState.Halted), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, rolled back", s => s.Running(null).At(RolloutState.Rollback), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, not yet", s => s.Running(null).NotBefore(RepositorySimulator.In(1)), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, rollout of another version", s => s.Running(null).About("1.4.1"), Update, ReasonCode.Updated, "1.4.1"),
        new("new device, not its turn and nothing before", s => s.Running(null).Share(0).WithoutRollback(), Wait, ReasonCode.WaitCohort),
        new("D1 new device, below the floor", s => s.Running(null).Secure("1.4.3"), Refuse, ReasonCode.Downgrade),
        new("D1 new device, not its turn and the one before below the floor", s => s.Running(null).Share(0).Secure("1.4.2"), Refuse, ReasonCode.Downgrade),
        new("D4 new device, failed here before", s => s.Running(null).Quarantined("1.4.2"), Refuse, ReasonCode.Quarantined),
        new("D4 new device, not its turn and the one before failed", s => s.Running(null).Share(0).Quarantined("1.4.1"), Refuse, ReasonCode.Quarantined),
    ];

    public static TheoryData<string> Sentences => [.. Rows.Select(row => row.Sentence)];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void The_first_rule_that_applies_decides(string sentence)
    {
        var row = Rows.Single(row => row.Sentence == sentence);

        var decision = row.Change(new Situation()).Decide();

        Assert.Equal((row.Kind, row.Reason, row.Target), (decision.Kind, decision.Reason, decision.Target?.Version.ToString()));
        Assert.EndsWith(".", decision.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void The_target_is_pinned_by_the_offer()
    {
        var situation = new Situation();

        Assert.Same(situation.Offer!.Release, situation.Decide().Target);
        Assert.Same(situation.Offer.Rollback, situation.Running("1.4.2").At(RolloutState.Rollback).Decide().Target);
    }

    [Theory]
    [InlineData("no offer")]
    [InlineData("no rollout")]
    public void What_decides_where_nothing_is_offered_is_told_too(string sentence)
    {
        var situation = Rows.Single(row => row.Sentence == sentence).Change(new Situation());
        var asked = new List<RuleVerdict>();

        var decision = Decision.Make(situation.Offer, situation.Rollout, situation.Device, asked.Add);

        Assert.Equal([new RuleVerdict("offered", decision)], asked);
    }

    [Theory]
    [InlineData("B17 the share ends before this bucket", "1.4.2 goes to 5074 of 10000 so far, and this device is number 5074.")]
    [InlineData("D3 too old, no stone", "1.4.1 is too old for 1.4.2, which needs 1.4.2, and no release between them is offered.")]
    [InlineData("D1 lower without leave", "1.4.2 is older than 1.4.3, and the offer does not allow to go back from it.")]
    [InlineData("new major", "2.0.0 is a new major version after 1.4.1, which the offer does not allow.")]
    [InlineData("running version rolled back", "1.4.2 is rolled back to 1.4.1.")]
    [InlineData("halted", "The rollout of 1.4.2 is halted.")]
    [InlineData("another version rolled back than the running one", "The rollout of 1.4.2 goes back.")]
    [InlineData("an honest offer is installed", "1.4.2 is to be installed over 1.4.1.")]
    [InlineData("new device", "1.4.2 is to be installed.")]
    [InlineData("new device, not its turn", "1.4.2 goes to 0 of 10000 so far, and this device is number 5074. Starting with 1.4.1.")]
    [InlineData("rollout of another version", "The rollout of 1.4.2 has not begun: it is about 1.4.0.")]
    [InlineData("D1 rolled back below the device's floor", "1.4.1 is below 1.4.2, the oldest version that is safe to run.")]
    public void The_explanation_says_what_was_found_and_what_was_expected(string sentence, string explanation) =>
        Assert.Equal(explanation, Rows.Single(row => row.Sentence == sentence).Change(new Situation()).Decide().Explanation);
}
