using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Tests.Recalls;
using static Slipway.Publishing.Tests.ReleaseWorkshop;

namespace Slipway.Publishing.Tests.Releases;

/// <summary>What the next offer pins as its way back, where the one that it replaces and the one behind that were yanked: the latest that the channel remembers and devices may run.</summary>
public sealed class WayBackTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await CreateAsync();

    [Fact]
    public async Task D2_the_way_back_leads_past_every_yanked_release()
    {
        await PublishAllAsync("1.3.0", "1.4.0", "1.4.1", "1.4.2");
        await _workshop.YankAsync("1.4.1");
        await _workshop.YankAsync("1.4.2");

        Assert.Equal("1.4.0", await WayBackOfAsync("1.4.3"));
    }

    [Fact]
    public async Task A_release_that_was_halted_when_the_channel_left_it_is_no_way_back()
    {
        await PublishAllAsync("1.4.0", "1.4.1");
        await new RolloutEditor(_workshop.Repository).HaltAsync(Canary, CancellationToken.None);
        await PublishAllAsync("1.4.2", "1.4.3");
        await _workshop.YankAsync("1.4.2");
        await _workshop.YankAsync("1.4.3");

        Assert.Equal("1.4.0", await WayBackOfAsync("1.4.4"));
    }

    [Theory]
    [InlineData("1.4.0", "1.4.0")]
    [InlineData("1.4.1", null)]
    public async Task D1_the_way_back_is_never_below_the_floor(string floor, string? wayBack)
    {
        await PublishAllAsync("1.4.0", "1.4.1");
        await new ReleasePublisher(_workshop.Repository).PublishAsync(
            new PublishRequest([await _workshop.PackAsync("1.4.2")], Canary) { MinSecureVersion = SemanticVersion.Parse(floor) }, progress: null, CancellationToken.None);
        await _workshop.YankAsync("1.4.1");
        await _workshop.YankAsync("1.4.2");

        Assert.Equal(wayBack, await WayBackOfAsync("1.4.3"));
    }

    [Fact]
    public async Task A5_the_way_back_is_for_the_runtime_of_the_offer()
    {
        await PublishAllAsync("1.4.0");
        foreach (var version in (string[])["1.3.0", "1.4.1", "1.4.2"])
        {
            await _workshop.PublishBundlesAsync(await _workshop.PackAsync(version, runtime: "linux-arm64"));
        }

        await PublishAllAsync("1.4.3", "1.4.4");
        await _workshop.YankAsync("1.4.3");
        await _workshop.YankAsync("1.4.4");

        Assert.Equal("1.4.0", await WayBackOfAsync("1.4.5"));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishAllAsync(params string[] versions)
    {
        foreach (var version in versions)
        {
            await _workshop.PublishAsync(version);
        }
    }

    private async Task<string?> WayBackOfAsync(string version)
    {
        var offer = Assert.Single((await _workshop.PublishAsync(version)).Offers);
        Assert.Contains($"/{LinuxX64}/", offer.Rollback?.ManifestPath ?? $"/{LinuxX64}/", StringComparison.Ordinal);
        return offer.Rollback?.Version.ToString();
    }
}
