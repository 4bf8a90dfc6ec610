using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Promotions;

public sealed class OfferHistoryTests : IAsyncLifetime
{
    private static readonly string[] FourRuntimes = ["linux-arm", "linux-arm64", "linux-musl-x64", "linux-x64"];

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task A26_of_a_busy_canary_the_build_that_has_baked_is_promoted_and_the_younger_ones_are_not()
    {
        _workshop.EditPolicy("\"bake\": \"0\"", "\"bake\": \"48h\"");
        _workshop.EditPolicy("\"trust_anchor\"", "\"retain\": 50, \"trust_anchor\"");
        var first = _workshop.Clock.Now;
        await PublishThirtyAsync(TimeSpan.FromHours(48));

        var young = await RefusedAsync<PolicyException>("SLP6002", "1.0.1");
        var beta = await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        var offer = Assert.Single(beta.Offers);
        Assert.Equal(("1.0.0", first), (offer.Release.Version.ToString(), offer.BakingSince));
        Assert.Equal(RuleOutcome.Passed, Assert.Single(offer.Evidence).Outcome);
        Assert.Contains(((FormattableString)$"1.0.1 is out since {first + TimeSpan.FromMinutes(96):u}").ToString(CultureInfo.InvariantCulture), young.Message, StringComparison.Ordinal);
        await RefusedAsync<StoreException>("SLP3002", "1.0.30");
    }

    [Fact]
    public async Task What_is_not_retained_cannot_be_promoted_and_the_refusal_says_which_number_to_raise()
    {
        await PublishThirtyAsync(TimeSpan.FromHours(48));

        var refusal = await RefusedAsync<StoreException>("SLP3002", "1.0.0");

        Assert.Contains("among the newest 20 releases (\"retain\" in slipway.json)", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal(20 - 1, (await HistoryAsync()).Offers.Length);
        await _workshop.PromoteAsync("1.0.10", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
    }

    [Fact]
    public async Task A_release_is_promoted_for_every_runtime_that_it_was_offered_to_also_where_some_have_gone_on()
    {
        await _workshop.PublishBundlesAsync(await PackAsync("1.0.0", FourRuntimes));
        await _workshop.PublishBundlesAsync(await PackAsync("1.0.1", FourRuntimes[..2]));
        await _workshop.PublishBundlesAsync(await PackAsync("1.0.2", FourRuntimes[1..3]));

        var beta = await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        Assert.Equal(FourRuntimes, beta.Offers.Select(offer => offer.Runtime.ToString()));
        Assert.Equal(["1.0.0"], beta.Offers.Select(offer => offer.Release.Version.ToString()).Distinct());
        Assert.Equal(["1.0.0 linux-arm", "1.0.0 linux-arm64", "1.0.1 linux-arm64", "1.0.0 linux-musl-x64"], (await HistoryAsync()).Offers.Select(offer => $"{offer.Version} {offer.Runtime}"));
    }

    [Fact]
    public async Task A_promotion_that_is_repeated_changes_nothing()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.0.1");
        var first = await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var before = (await _workshop.Repository.ReadAsync(CancellationToken.None)).Roles;
        _workshop.Clock.Now += TimeSpan.FromMinutes(1);

        var second = await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);

        var after = (await _workshop.Repository.ReadAsync(CancellationToken.None)).Roles;
        Assert.Equal(before.Select(role => (role.Key, role.Value.Version)).Order(), after.Select(role => (role.Key, role.Value.Version)).Order());
        Assert.Equal(first.Offers.Single().ToBytes(), second.Offers.Single().ToBytes());
        Assert.Equal(first.Rollout.ToBytes(), second.Rollout.ToBytes());
    }

    [Theory]
    [InlineData(RolloutState.Halted, "1.0.0 was halted in canary")]
    [InlineData(RolloutState.Rollback, "1.0.0 went back in canary")]
    public async Task What_was_stopped_in_the_source_is_not_promoted_after_the_source_went_on(RolloutState state, string because)
    {
        await _workshop.PublishAsync("1.0.0");
        await ChangeRolloutAsync(rollout => rollout with { State = state });
        await _workshop.PublishAsync("1.0.1");

        var refusal = await RefusedAsync<PolicyException>("SLP6009", "1.0.0");

        Assert.StartsWith(because, refusal.Message, StringComparison.Ordinal);
        await _workshop.PromoteAsync("1.0.1", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
    }

    [Fact]
    public async Task P4_a_history_that_was_edited_in_the_store_is_refused()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.0.1");
        var file = Directory.EnumerateFiles(Path.Combine(_workshop.StoreFolder, "targets/canary/history")).Single();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("1.0.0", "9.9.9", StringComparison.Ordinal));

        await RefusedAsync<TrustException>("SLP2005", "9.9.9");
    }

    [Fact]
    public async Task P4_a_former_offer_that_was_edited_in_the_store_is_refused()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.0.1");
        var file = Path.Combine(_workshop.StoreFolder, Assert.Single((await HistoryAsync()).Offers).File.RepositoryPath);
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"released_at\":1", "\"released_at\":0", StringComparison.Ordinal));

        await RefusedAsync<TrustException>("SLP2005", "1.0.0");
    }

    /// <summary>Whoever has the channel's key alone may sign a history. It cannot make one release pass for another.</summary>
    [Theory]
    [InlineData("version", "\"1.0.3\"", "SLP2010")]
    [InlineData("version", "\"1.0.1\"", "SLP2007")]
    [InlineData("rid", "\"linux-arm64\"", "SLP3002")]
    [InlineData("left", "\"active\"", "SLP2007")]
    [InlineData("extra", "1", "SLP2007")]
    public async Task P4_a_forged_entry_is_refused(string field, string value, string code)
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.0.1");
        await _workshop.PublishAsync("1.0.2");
        await _workshop.PublishAsync("1.0.3");
        await _workshop.PublishAsync("1.0.4");
        await BendHistoryAsync(json =>
        {
            json["offers"]!.AsArray().RemoveAt(3);
            json["offers"]![0]![field] = JsonNode.Parse(value);
        });

        var refusal = await Assert.ThrowsAnyAsync<SlipwayException>(() => _workshop.PromoteAsync(field == "version" ? "1.0.3" : "1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta));

        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task P4_a_former_offer_of_bytes_that_the_builder_does_not_list_is_refused()
    {
        await _workshop.PublishAsync("1.0.0");
        await ForgeOfferAsync(offer => offer with { Release = offer.Release with { ManifestDigest = Sha256Digest.Of("other bytes"u8) } });
        await _workshop.PublishAsync("1.0.1");

        await RefusedAsync<TrustException>("SLP2005", "1.0.0");
    }

    [Fact]
    public async Task A_release_that_is_offered_again_is_remembered_no_more()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PublishAsync("1.0.1");
        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        var history = await HistoryAsync();
        var current = state.Find("canary", ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64))!;

        var back = history.With(new FormerOffer(SemanticVersion.Parse("1.0.1"), ReleaseWorkshop.LinuxX64, current) { Left = RolloutState.Rollback }, SemanticVersion.Parse("1.0.0"));

        Assert.Equal(["1.0.1 Rollback"], back.Offers.Select(offer => $"{offer.Version} {offer.Left}"));
        Assert.Equal(back.Offers, OfferHistory.Parse(back.ToBytes(), ReleaseWorkshop.Canary).Offers);
    }

    [Fact]
    public async Task It_forgets_the_oldest_before_it_is_longer_than_publishers_read()
    {
        var history = await OfferHistory.ReadAsync(await _workshop.Repository.ReadAsync(CancellationToken.None), ReleaseWorkshop.Canary, CancellationToken.None);
        foreach (var patch in Enumerable.Range(0, 2_500))
        {
            var version = SemanticVersion.Parse(string.Create(CultureInfo.InvariantCulture, $"1.0.{patch}"));
            var file = new TargetFile(ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64), 800, Sha256Digest.Of(Encoding.UTF8.GetBytes(version.ToString())));
            history = history.With(new FormerOffer(version, ReleaseWorkshop.LinuxX64, file), SemanticVersion.Parse("2.0.0"));
        }

        var bytes = history.ToBytes();

        Assert.InRange(bytes.Length, MetadataLimits.OfferBytes * 4 / 5, MetadataLimits.OfferBytes);
        Assert.Equal("1.0.2499", OfferHistory.Parse(bytes, ReleaseWorkshop.Canary).Offers[^1].Version.ToString());
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PublishThirtyAsync(TimeSpan during)
    {
        for (var patch = 0; patch < 30; patch++)
        {
            await _workshop.PublishAsync(string.Create(CultureInfo.InvariantCulture, $"1.0.{patch}"));
            _workshop.Clock.Now += during / 30;
        }
    }

    private async Task<string[]> PackAsync(string version, string[] runtimes)
    {
        var bundles = new List<string>();
        foreach (var runtime in runtimes)
        {
            bundles.Add(await _workshop.PackAsync(version, runtime: runtime));
        }

        return [.. bundles];
    }

    private async Task<OfferHistory> HistoryAsync() =>
        await OfferHistory.ReadAsync(await _workshop.Repository.ReadAsync(CancellationToken.None), ReleaseWorkshop.Canary, CancellationToken.None);

    private Task BendHistoryAsync(Action<JsonObject> bend) => CommitAsync(async edit =>
    {
        var history = await OfferHistory.ReadAsync(edit.State, ReleaseWorkshop.Canary, CancellationToken.None);
        var json = JsonNode.Parse(history.ToBytes())!.AsObject();
        bend(json);
        edit.Put("canary", ReleasePaths.OfferHistory(ReleaseWorkshop.Canary), StoreContent.Of(CanonicalJson.EncodeFile(StrictJson.ParseObject(Encoding.UTF8.GetBytes(json.ToJsonString())))));
    });

    private Task ForgeOfferAsync(Func<Offer, Offer> forge) => CommitAsync(async edit =>
    {
        var offer = (await edit.State.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        edit.Put("canary", ReleasePaths.Offer(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64), StoreContent.Of(forge(offer).ToBytes()));
    });

    private Task ChangeRolloutAsync(Func<Rollout, Rollout> change) => CommitAsync(async edit =>
    {
        var rollout = (await edit.State.ReadRolloutAsync(ReleaseWorkshop.Canary, CancellationToken.None))!;
        edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(ReleaseWorkshop.Canary), StoreContent.Of(change(rollout).ToBytes()));
    });

    private Task CommitAsync(Func<RepositoryEdit, Task> change) => _workshop.Repository.CommitAsync(change, progress: null, CancellationToken.None);

    private async Task<T> RefusedAsync<T>(string code, string version)
        where T : SlipwayException
    {
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<T>(() => _workshop.PromoteAsync(version, ReleaseWorkshop.Canary, ReleaseWorkshop.Beta));

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
        return refusal;
    }
}
