using Slipway.Channels;
using Slipway.Publishing.Rollouts;

namespace Slipway.Publishing.Tests.Rollouts;

public sealed class RolloutEditorTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    private RolloutEditor Editor => new(_workshop.Repository);

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task B17_widening_keeps_the_salt_and_the_next_release_has_another()
    {
        var first = (await _workshop.PublishAsync("1.4.1")).Rollout;

        var wider = await Editor.SetAsync(ReleaseWorkshop.Canary, 5_000, CancellationToken.None);
        var next = (await _workshop.PublishAsync("1.4.2")).Rollout;

        Assert.Equal(first.Salt, wider.Salt);
        Assert.NotEqual(first.Salt, next.Salt);
    }

    [Fact]
    public async Task Halting_and_resuming_keep_the_share()
    {
        await _workshop.PublishAsync("1.4.1");
        await Editor.SetAsync(ReleaseWorkshop.Canary, 1_000, CancellationToken.None);

        var halted = await Editor.HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);
        var resumed = await Editor.ResumeAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal((RolloutState.Halted, 1_000), (halted.State, halted.Permyriad));
        Assert.Equal((RolloutState.Active, 1_000), (resumed.State, resumed.Permyriad));
    }

    [Fact]
    public async Task The_rollout_key_alone_is_enough_besides_the_online_key()
    {
        await _workshop.PublishAsync("1.4.1");
        foreach (var other in new[] { "root", "targets", "builder", "canary", "beta", "stable" })
        {
            File.Delete(_workshop[$"keys/{other}.pem"]);
        }

        var halted = await Editor.HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        Assert.Equal(RolloutState.Halted, halted.State);
    }

    [Fact]
    public async Task A_channel_that_offers_nothing_has_no_rollout_to_change()
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(() => Editor.HaltAsync(ReleaseWorkshop.Beta, CancellationToken.None));

        Assert.Equal("SLP3002", refusal.Code);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }
}
