using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Tests.Ceremonies;

/// <summary>An emergency in a channel that takes two signatures, beside a promotion that waits for its own.</summary>
public sealed class StagedEmergencyTests : IAsyncLifetime
{
    private static readonly PromotionRequest Emergency =
        new(SemanticVersion.Parse("1.4.2"), ReleaseWorkshop.Beta, ReleaseWorkshop.Stable) { EmergencyReason = "CVE-2026-1234" };

    private Ceremony _ceremony = null!;

    public async ValueTask InitializeAsync() => _ceremony = await Ceremony.CreateAsync();

    [Fact]
    public async Task B21_an_emergency_overtakes_the_promotion_that_waits_and_is_not_taken_back_by_it()
    {
        var usual = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, usual);
        var urgent = await StageEmergencyAsync();
        Assert.NotEqual(usual, urgent);

        await _ceremony.ApproveAsAsync(Ceremony.Second, urgent);
        await _ceremony.CommitAsync(urgent);
        var outdated = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(usual));

        Assert.Equal("SLP3003", outdated.Code);
        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal(("1.4.2", Rollout.Everyone), (rollout.Version.ToString(), rollout.Permyriad));
        var offer = await OfferAsync();
        Assert.Equal((true, "CVE-2026-1234"), (offer.IsEmergency, offer.Reason));
        await _ceremony.Desk.DiscardAsync(usual, CancellationToken.None);
        Assert.Empty(_ceremony.Staged);
    }

    [Fact]
    public async Task B21_where_the_usual_promotion_is_committed_first_the_emergency_is_staged_anew_and_hastens_it()
    {
        var usual = await _ceremony.StageAsync();
        var urgent = await StageEmergencyAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, usual);
        await _ceremony.ApproveAsAsync(Ceremony.Second, urgent);
        await _ceremony.CommitAsync(usual);

        var outdated = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(urgent));
        await _ceremony.Desk.DiscardAsync(urgent, CancellationToken.None);
        Assert.Equal(100, (await _ceremony.RolloutAsync()).Permyriad);
        _ceremony.Workshop.Clock.Now += TimeSpan.FromMinutes(5);
        var again = await StageEmergencyAsync();
        Assert.Equal(100, (await _ceremony.RolloutAsync()).Permyriad);
        await _ceremony.ApproveAsAsync(Ceremony.Second, again);
        await _ceremony.CommitAsync(again);

        Assert.Equal("SLP3003", outdated.Code);
        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal((Rollout.Everyone, _ceremony.Workshop.Clock.Now), (rollout.Permyriad, rollout.WaveSince));
        Assert.True((await OfferAsync()).IsEmergency);
    }

    [Fact]
    public async Task B21_a_staged_emergency_releases_no_brake_that_was_pulled_while_it_waited()
    {
        var usual = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, usual);
        await _ceremony.CommitAsync(usual);
        var urgent = await StageEmergencyAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, urgent);
        await new RolloutEditor(_ceremony.Workshop.Repository).HaltAsync(ReleaseWorkshop.Stable, "smoke", CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(urgent));

        Assert.Equal("SLP3003", refusal.Code);
        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal((RolloutState.Halted, 100, "smoke"), (rollout.State, rollout.Permyriad, rollout.Reason));
    }

    [Fact]
    public async Task B21_a_wave_that_begins_while_an_emergency_waits_is_no_obstacle()
    {
        var usual = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, usual);
        await _ceremony.CommitAsync(usual);
        var urgent = await StageEmergencyAsync();
        await new RolloutEditor(_ceremony.Workshop.Repository).SetAsync(ReleaseWorkshop.Stable, 1_000, CancellationToken.None);

        await _ceremony.ApproveAsAsync(Ceremony.Second, urgent);
        await _ceremony.CommitAsync(urgent);

        Assert.Equal(Rollout.Everyone, (await _ceremony.RolloutAsync()).Permyriad);
    }

    public ValueTask DisposeAsync()
    {
        _ceremony.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> StageEmergencyAsync()
    {
        var before = await _ceremony.Desk.ListAsync(CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.Workshop.PromoteAsync(Emergency));
        Assert.Equal("SLP3020", refusal.Code);
        return Assert.Single((await _ceremony.Desk.ListAsync(CancellationToken.None)).Except(before));
    }

    private async Task<Offer> OfferAsync() =>
        (await (await _ceremony.Workshop.Repository.ReadAsync(CancellationToken.None)).ReadOfferAsync(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
}
