using System.Text;
using Slipway.Agent.Holds;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Reports;

namespace Slipway.Agent.Tests.Holds;

public sealed class OperatorGateTests
{
    // A Monday.
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly MaintenanceWindow Nights =
        MaintenanceWindow.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes("""{"from":"22:00","to":"05:00"}"""))));

    private static readonly Decision Update = new(
        DecisionKind.Update,
        ReasonCode.Updated,
        "1.4.2 is offered.",
        new ReleaseReference(SemanticVersion.Parse("1.4.2"), "releases/1.4.2/linux-x64/manifest.json", Sha256Digest.Of([]), 1, null));

    private static readonly YankedRelease Yanked = new(SemanticVersion.Parse("1.4.1"), "overheats the motor", Noon);

    [Theory]
    [InlineData(DecisionKind.Update)]
    [InlineData(DecisionKind.RollBack)]
    public void B12_A_hold_makes_every_change_wait(DecisionKind kind)
    {
        var gate = new OperatorGate(new Hold("the arm moves", Noon.AddHours(2)), window: null);

        var held = gate.Apply(Update with { Kind = kind }, isInstalled: false, Noon, Noon);

        Assert.Equal((DecisionKind.Wait, ReasonCode.Held, Update.Target), (held.Kind, held.Reason, held.Target));
        Assert.Equal("1.4.2 is not installed: updates are held until 2026-11-23T14:00:00Z: the arm moves.", held.Explanation);
    }

    [Fact]
    public void A_hold_keeps_also_a_yanked_release_and_says_so()
    {
        var held = new OperatorGate(new Hold("the arm moves", Until: null), window: null).Apply(Update with { Leaving = Yanked }, isInstalled: true, Noon, Noon);

        Assert.Equal((DecisionKind.Wait, ReasonCode.Held, Yanked), (held.Kind, held.Reason, held.Leaving));
        Assert.Equal("1.4.2 is not installed: updates are held: the arm moves. 1.4.1 was yanked: overheats the motor. It runs on.", held.Explanation);
    }

    [Theory]
    [InlineData(DecisionKind.Update)]
    [InlineData(DecisionKind.RollBack)]
    public void A_closed_window_lets_a_yanked_release_be_left_unless_the_device_says_otherwise(DecisionKind kind)
    {
        var leaving = Update with { Kind = kind, Leaving = Yanked };
        var wait = MaintenanceWindow.FromJson(new JsonFields(StrictJson.ParseObject("""{"from":"22:00","to":"05:00","yanked":"wait"}"""u8)));

        Assert.Same(leaving, new OperatorGate(hold: null, Nights).Apply(leaving, isInstalled: true, Noon, Noon));
        Assert.Same(leaving, new OperatorGate(hold: null, Nights).Apply(leaving, isInstalled: true, DateTimeOffset.UnixEpoch, Noon));
        Assert.Equal(ReasonCode.Maintenance, new OperatorGate(hold: null, wait).Apply(leaving, isInstalled: true, Noon, Noon).Reason);
        Assert.Equal(ReasonCode.Maintenance, new OperatorGate(hold: null, Nights).Apply(leaving with { Leaving = null }, isInstalled: true, Noon, Noon).Reason);
    }

    [Theory]
    [InlineData(DecisionKind.UpToDate)]
    [InlineData(DecisionKind.Wait)]
    [InlineData(DecisionKind.Refuse)]
    public void What_changes_nothing_is_left_as_it_was_decided(DecisionKind kind)
    {
        var decision = Update with { Kind = kind, Target = null };

        Assert.Same(decision, new OperatorGate(new Hold(null, null), Nights).Apply(decision, isInstalled: true, Noon, Noon));
    }

    [Fact]
    public void Outside_the_window_an_update_waits_and_says_for_when()
    {
        var waiting = new OperatorGate(hold: null, Nights).Apply(Update, isInstalled: true, Noon, Noon);

        Assert.Equal((DecisionKind.Wait, ReasonCode.Maintenance), (waiting.Kind, waiting.Reason));
        Assert.Equal("1.4.2 is not installed: the maintenance window opens at 2026-11-23T22:00+00:00.", waiting.Explanation);
    }

    [Theory]
    [InlineData(true, 22, "in the window")]
    [InlineData(false, 12, "nothing is installed that could be disturbed")]
    public void It_lets_pass(bool isInstalled, int hour, string because)
    {
        var decision = new OperatorGate(hold: null, Nights).Apply(Update, isInstalled, Noon.AddHours(hour - 12), Noon);

        Assert.True(ReferenceEquals(decision, Update), because);
    }

    [Fact]
    public void K1_A_clock_that_was_never_set_opens_no_window()
    {
        var night = DateTimeOffset.UnixEpoch.AddHours(23);

        var waiting = new OperatorGate(hold: null, Nights).Apply(Update, isInstalled: true, night, floor: Noon);

        Assert.Equal("1.4.2 is not installed: there is a maintenance window, and the clock is not set.", waiting.Explanation);
    }

    [Fact]
    public void A_clock_a_little_behind_the_publishers_is_set()
    {
        var night = Noon.AddHours(11);

        Assert.Same(Update, new OperatorGate(hold: null, Nights).Apply(Update, isInstalled: true, night, floor: night.AddMinutes(30)));
    }
}
