using Slipway.Channels;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class ReleasePromoterTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task A_promotion_names_the_same_digest_and_stores_no_artifact()
    {
        var canary = await _workshop.PublishAsync("1.4.2");
        var artifacts = Artifacts();

        var beta = await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        Assert.Equal(canary.Offers.Single().Release, beta.Offers.Single().Release);
        Assert.Equal(artifacts, Artifacts());
        Assert.Equal(ReleaseWorkshop.Canary, beta.Offers.Single().PromotedFrom!.Channel);
        Assert.Equal(1_000, beta.Rollout.Permyriad);
    }

    [Fact]
    public async Task A24_stable_takes_what_has_been_out_for_48_hours()
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        _workshop.Clock.Now += TimeSpan.FromHours(48) - TimeSpan.FromSeconds(1);
        await RefusedAsync<PolicyException>("SLP6002", "1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
        _workshop.Clock.Now += TimeSpan.FromSeconds(1);
        var stable = await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);

        Assert.Equal("1.4.2", stable.Offers.Single().Release.Version.ToString());
    }

    [Fact]
    public async Task A24_stable_takes_patch_and_minor_updates_only()
    {
        _workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        foreach (var version in new[] { "1.4.2", "1.5.0", "2.0.0" })
        {
            await _workshop.PublishAsync(version);
            await _workshop.PromoteAsync(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
            if (version != "2.0.0")
            {
                await _workshop.PromoteAsync(version, ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
            }
        }

        await RefusedAsync<PolicyException>("SLP6003", "2.0.0", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable);
    }

    [Fact]
    public async Task A_channel_sends_nobody_back_to_what_it_never_offered()
    {
        await _workshop.PublishAsync("1.4.1");
        await _workshop.PublishAsync("1.4.2");

        var beta = await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        Assert.Null(beta.Offers.Single().Rollback);
    }

    [Fact]
    public async Task A_version_that_the_source_does_not_offer_is_refused()
    {
        await _workshop.PublishAsync("1.4.2");

        var refusal = await RefusedAsync<StoreException>("SLP3002", "9.9.9", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        Assert.Equal("9.9.9 is not in canary, which offers 1.4.2.", refusal.Message);
    }

    [Fact]
    public async Task A_release_cannot_jump_over_a_channel()
    {
        await _workshop.PublishAsync("1.4.2");

        await RefusedAsync<PolicyException>("SLP6001", "1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Stable);
    }

    [Fact]
    public async Task A_channel_that_nobody_knows_is_refused()
    {
        await _workshop.PublishAsync("1.4.2");

        await RefusedAsync<InputException>("SLP1062", "1.4.2", ReleaseWorkshop.Canary, ChannelName.Parse("gamma"));
    }

    [Fact]
    public async Task P4_an_offer_of_other_bytes_than_the_builder_listed_is_not_promoted()
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.Repository.CommitAsync(
            async edit =>
            {
                var offer = (await edit.State.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
                var forged = offer with { Release = offer.Release with { ManifestDigest = Sha256Digest.Of("other bytes"u8) } };
                edit.Put("canary", ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64), StoreContent.Of(forged.ToBytes()));
            },
            null,
            CancellationToken.None);

        await RefusedAsync<TrustException>("SLP2005", "1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private string[] Artifacts() => [.. _workshop.StoreSnapshot().Keys.Where(file => file.StartsWith("targets/releases/", StringComparison.Ordinal))];

    private async Task<T> RefusedAsync<T>(string code, string version, ChannelName from, ChannelName to)
        where T : SlipwayException
    {
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<T>(() => _workshop.PromoteAsync(version, from, to));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
        return refusal;
    }
}
