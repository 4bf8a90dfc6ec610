using Slipway.Agent.Health;
using Slipway.Agent.Services;
using Slipway.Agent.Tests.Services;
using Slipway.Agent.Updates;

namespace Slipway.Agent.Tests.Health;

public sealed class UnitCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeSystemd _systemd;

    public UnitCheckTests() => _systemd = new FakeSystemd(_folder["systemd"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("active", "running", 0, true, true, false)]
    [InlineData("active", "running", 1, true, false, true)]
    [InlineData("failed", "failed", 0, true, false, true)]
    [InlineData("activating", "auto-restart", 0, true, false, true)]
    [InlineData("inactive", "dead", 0, true, false, false)]
    [InlineData("inactive", "dead", 0, false, true, false)]
    [InlineData("active", "running", 1, false, false, true)]
    [InlineData("failed", "failed", 0, false, false, true)]
    public async Task C6_A_unit_that_was_active_is_judged_by_what_became_of_it(string active, string sub, int restarts, bool mustBeActive, bool isHealthy, bool isFinal)
    {
        var check = new UnitCheck(new Systemctl(_systemd.Systemctl), "edge-agent.service", mustBeActive);
        var before = await AskAsync(check);
        _systemd.Say(active, sub, restarts);

        var verdict = await AskAsync(check);

        Assert.True(before.IsHealthy);
        Assert.True((verdict.IsHealthy, verdict.IsFinal) == (isHealthy, isFinal), verdict.ToString());
    }

    [Fact]
    public async Task C6_A_service_that_had_died_before_the_first_look_is_a_verdict_at_once()
    {
        _systemd.Say("activating", "auto-restart", restarts: 0);

        var verdict = await AskAsync(new UnitCheck(new Systemctl(_systemd.Systemctl), "edge-agent.service", mustBeActive: false));

        Assert.Equal(new Verdict(IsHealthy: false, "edge-agent.service died: activating (auto-restart), exit status 9, restarts 0") { IsFinal = true }, verdict);
    }

    [Fact]
    public async Task A_unit_that_must_be_active_may_still_become_so_after_a_first_look_at_an_old_failure()
    {
        _systemd.Say("failed", "failed", restarts: 0);

        var verdict = await AskAsync(new UnitCheck(new Systemctl(_systemd.Systemctl), "other.service", mustBeActive: true));

        Assert.Equal((false, false), (verdict.IsHealthy, verdict.IsFinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_systemd_that_says_nothing_speaks_against_a_unit_only_where_the_contract_asks_for_it(bool mustBeActive)
    {
        var verdict = await AskAsync(new UnitCheck(new Systemctl("/nonexistent/systemctl"), "edge-agent.service", mustBeActive));

        Assert.Equal((!mustBeActive, false), (verdict.IsHealthy, verdict.IsFinal));
    }

    private static Task<Verdict> AskAsync(UnitCheck check) => check.AskAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
}
