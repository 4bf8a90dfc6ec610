using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Releases;

public sealed class ReleasePublisherTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Fact]
    public async Task C03_a_published_bundle_is_offered_and_its_files_are_listed_by_the_builders_role()
    {
        var bundle = await _workshop.PackAsync("1.4.2");

        var publication = await _workshop.PublishBundlesAsync(bundle);

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        var offer = await state.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None);
        Assert.Equal(publication.Offers.Single().Release, offer!.Release);
        Assert.Equal(Sha256Digest.Of(await File.ReadAllBytesAsync(Path.Combine(bundle, "manifest.json"))), offer.Release.ManifestDigest);
        foreach (var file in new[] { "manifest.json", "payload.tar.zst", "signature.sig" })
        {
            var listed = state.Find(ReleasePaths.ReleasesRole, offer.Release.PathOf(file))!;
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(bundle, file)), await state.ReadAsync(listed, listed.Length, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Publishing_again_changes_nothing()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        await _workshop.PublishBundlesAsync(bundle);
        var before = _workshop.StoreSnapshot();

        await _workshop.PublishBundlesAsync(bundle);

        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Theory]
    [InlineData("2.0.0", false, true)]
    [InlineData("2.0.0", true, false)]
    [InlineData("1.5.0", false, false)]
    public async Task A24_a_new_major_version_that_no_device_may_take_is_told(string version, bool allowsMajor, bool isTold)
    {
        await _workshop.PublishAsync("1.4.2");
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var warnings = new List<string>();
        var repository = new ReleaseRepository(_workshop.Policy, _workshop.Clock) { Warn = warnings.Add };

        await new ReleasePublisher(repository).PublishAsync(
            new PublishRequest([await _workshop.PackAsync(version)], ReleaseWorkshop.Canary) { AllowsMajor = allowsMajor }, null, CancellationToken.None);
        await new ReleasePromoter(repository).PromoteAsync(new PromotionRequest(SemanticVersion.Parse(version), ReleaseWorkshop.Canary, ReleaseWorkshop.Beta), CancellationToken.None);

        Assert.Equal(isTold ? ["canary", "beta"] : [], warnings.Select(warning => warning.Contains("devices of canary that run 1.4.2 refuse it", StringComparison.Ordinal) ? "canary" : "beta"));
    }

    /// <summary>What was halted is nothing to go back to, and devices run it all the same.</summary>
    [Fact]
    public async Task A24_a_new_major_version_after_one_that_was_halted_is_told()
    {
        await _workshop.PublishAsync("1.4.2");
        await new RolloutEditor(_workshop.Repository).HaltAsync(ReleaseWorkshop.Canary, "smoke", CancellationToken.None);
        var warnings = new List<string>();
        var repository = new ReleaseRepository(_workshop.Policy, _workshop.Clock) { Warn = warnings.Add };

        var publication = await new ReleasePublisher(repository).PublishAsync(new PublishRequest([await _workshop.PackAsync("2.0.0")], ReleaseWorkshop.Canary), null, CancellationToken.None);

        Assert.Null(publication.Offers.Single().Rollback);
        Assert.Contains("devices of canary that run 1.4.2 refuse it", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_again_adds_what_is_said_besides()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        var first = await _workshop.PublishBundlesAsync(bundle);
        var request = new PublishRequest([bundle], ReleaseWorkshop.Canary) { MinSecureVersion = SemanticVersion.Parse("1.4.0"), AllowsMajor = true, Notes = "two\nlines" };

        await new ReleasePublisher(_workshop.Repository).PublishAsync(request, null, CancellationToken.None);
        await _workshop.PublishBundlesAsync(bundle);

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        var offer = (await state.ReadOfferAsync(ReleaseWorkshop.Canary, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        Assert.Equal(("1.4.0", true, "two\nlines"), (offer.MinSecureVersion!.ToString(), offer.AllowsMajor, offer.Notes));
        Assert.Equal(first.Offers.Single().ReleasedAt, offer.ReleasedAt);
    }

    [Fact]
    public async Task Publishing_again_with_another_share_is_refused_and_names_the_command_for_it()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        await _workshop.PublishBundlesAsync(bundle);

        var refusal = await RefusedAsync<InputException>("SLP1035", () =>
            new ReleasePublisher(_workshop.Repository).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary) { Permyriad = 500 }, null, CancellationToken.None));

        Assert.Contains("slipway rollout set", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_again_mends_a_store_that_lost_the_payload()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        await _workshop.PublishBundlesAsync(bundle);
        var before = _workshop.StoreSnapshot();
        File.Delete(Path.Combine(_workshop.StoreFolder, before.Keys.Single(file => file.EndsWith("payload.tar.zst", StringComparison.Ordinal))));

        await _workshop.PublishBundlesAsync(bundle);

        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task A_release_that_was_halted_is_not_what_devices_go_back_to()
    {
        var good = await _workshop.PublishAsync("1.4.0");
        await _workshop.PublishAsync("1.4.1");
        await new RolloutEditor(_workshop.Repository).HaltAsync(ReleaseWorkshop.Canary, CancellationToken.None);

        var next = await _workshop.PublishAsync("1.4.2");

        Assert.Equal(good.Offers.Single().Release, next.Offers.Single().Rollback);
    }

    [Fact]
    public async Task A_version_is_published_once_and_other_bytes_are_refused()
    {
        await _workshop.PublishAsync("1.4.2", "one");
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _workshop.PublishAsync("1.4.2", "two"));

        Assert.Equal("SLP3008", refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task The_release_before_is_pinned_for_going_back()
    {
        var first = await _workshop.PublishAsync("1.4.1");

        var second = await _workshop.PublishAsync("1.4.2");

        Assert.Equal(first.Offers.Single().Release, second.Offers.Single().Rollback);
    }

    [Fact]
    public async Task B03_the_rollback_version_of_the_manifest_is_pinned_when_it_is_still_listed()
    {
        var first = await _workshop.PublishAsync("1.4.0");
        await _workshop.PublishAsync("1.4.1");

        var third = await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", rollback: "1.4.0"));

        Assert.Equal(first.Offers.Single().Release, third.Offers.Single().Rollback);
    }

    [Fact]
    public async Task D3_a_pinned_rollback_says_what_it_can_be_installed_over()
    {
        var first = await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.0", oldest: "1.2.0"));
        await _workshop.PublishAsync("1.4.1");

        var third = await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", rollback: "1.4.0"));

        Assert.Equal("1.2.0", third.Offers.Single().Rollback!.MinCurrentVersion!.ToString());
        Assert.Equal(first.Offers.Single().Release, third.Offers.Single().Rollback);
    }

    [Fact]
    public async Task Several_runtimes_are_offered_in_one_publication()
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2"), await _workshop.PackAsync("1.4.2", runtime: "linux-arm64"));

        var status = await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None);

        Assert.Equal(2, status.TimestampVersion);
        Assert.Equal(["linux-arm64", "linux-x64"], status.Channels[0].Offers.Select(offer => offer.Runtime.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A12_a_bundle_of_another_key_is_not_published()
    {
        var bundle = await _workshop.PackAsync("1.4.2", key: "file:keys/canary.pem");

        await RefusedAsync<TrustException>("SLP2011", () => _workshop.PublishBundlesAsync(bundle));
    }

    [Fact]
    public async Task B10_a_bundle_with_one_changed_byte_is_not_published()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        var payload = Path.Combine(bundle, "payload.tar.zst");
        var bytes = await File.ReadAllBytesAsync(payload);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(payload, bytes);

        await RefusedAsync<TrustException>("SLP2005", () => _workshop.PublishBundlesAsync(bundle));
    }

    [Fact]
    public async Task Another_product_is_not_published() =>
        await RefusedAsync<InputException>("SLP1063", async () => await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", product: "other")));

    [Fact]
    public async Task An_older_version_than_the_channel_offers_is_not_published()
    {
        await _workshop.PublishAsync("1.4.2");

        await RefusedAsync<PolicyException>("SLP6004", () => _workshop.PublishAsync("1.4.1"));
    }

    [Fact]
    public async Task Nothing_is_published_into_a_channel_that_takes_from_another()
    {
        var bundle = await _workshop.PackAsync("1.4.2");

        var refusal = await RefusedAsync<PolicyException>("SLP6010", () =>
            new ReleasePublisher(_workshop.Repository).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Stable), null, CancellationToken.None));

        Assert.Contains("--from beta --to stable", refusal.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_role_s_key_nothing_is_stored()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        File.Delete(_workshop["keys/rollout.pem"]);

        await RefusedAsync<InputException>("SLP1041", () => _workshop.PublishBundlesAsync(bundle));
    }

    [Fact]
    public async Task With_a_key_that_the_repository_does_not_trust_no_device_sees_anything()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        File.Copy(_workshop["keys/beta.pem"], _workshop["keys/canary.pem"], overwrite: true);
        var timestamp = await File.ReadAllBytesAsync(Path.Combine(_workshop.StoreFolder, "metadata/timestamp.json"));

        var refusal = await Assert.ThrowsAsync<InputException>(() => _workshop.PublishBundlesAsync(bundle));

        Assert.Equal("SLP1045", refusal.Code);
        Assert.Equal(timestamp, await File.ReadAllBytesAsync(Path.Combine(_workshop.StoreFolder, "metadata/timestamp.json")));
    }

    [Fact]
    public async Task A_store_that_is_gone_is_not_found()
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        Directory.Delete(_workshop.StoreFolder, recursive: true);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _workshop.PublishBundlesAsync(bundle));

        Assert.Equal("SLP3001", refusal.Code);
    }

    [Theory]
    [InlineData("metadata/1.snapshot.json")]
    [InlineData("metadata/1.targets.json")]
    [InlineData("metadata/1.beta.json")]
    public async Task A_store_that_was_copied_half_is_incomplete(string missing)
    {
        var bundle = await _workshop.PackAsync("1.4.2");
        File.Delete(Path.Combine(_workshop.StoreFolder, missing));

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _workshop.PublishBundlesAsync(bundle));

        Assert.Equal("SLP3006", refusal.Code);
        Assert.Contains(missing, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_that_no_device_would_read_is_not_published()
    {
        var request = new PublishRequest([await _workshop.PackAsync("1.4.2")], ReleaseWorkshop.Canary) { Notes = new string('n', 300_000) };

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => new ReleasePublisher(_workshop.Repository).PublishAsync(request, progress: null, CancellationToken.None));

        Assert.Equal("SLP1035", refusal.Code);
        await _workshop.PublishAsync("1.4.3");
    }

    [Fact]
    public async Task Expired_metadata_is_no_obstacle_for_who_renews_it()
    {
        _workshop.Clock.Now += TimeSpan.FromDays(30);

        await _workshop.PublishAsync("1.4.2");

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);
        Assert.Equal(_workshop.Clock.Now.AddDays(3), state.Timestamp.Expires);
        Assert.Equal(_workshop.Clock.Now, state.Timestamp.SignedAt);
    }

    [Fact]
    public async Task The_builder_s_role_lists_what_is_named_and_the_newest_only()
    {
        _workshop.EditPolicy("\"trust_anchor\"", "\"retain\": 2, \"trust_anchor\"");
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        for (var patch = 1; patch <= 5; patch++)
        {
            await _workshop.PublishAsync($"1.0.{patch}");
        }

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);

        var versions = state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(path => path.Split('/')[1]).Distinct();
        Assert.Equal(["1.0.0", "1.0.4", "1.0.5"], versions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_newest_are_those_published_last_whatever_their_numbers()
    {
        _workshop.EditPolicy("\"trust_anchor\"", "\"retain\": 5, \"trust_anchor\"");
        _workshop.EditPolicy("\"from\": \"canary\", ", "");
        foreach (var version in new[] { "2.0.0", "2.1.0", "2.2.0" })
        {
            await PublishIntoAsync(ReleaseWorkshop.Canary, version);
        }

        foreach (var version in new[] { "1.0.1", "1.0.2", "1.0.3" })
        {
            await PublishIntoAsync(ReleaseWorkshop.Beta, version);
        }

        var state = await _workshop.Repository.ReadAsync(CancellationToken.None);

        var versions = state.Roles[ReleasePaths.ReleasesRole].Files.Keys.Select(path => path.Split('/')[1]).Distinct();
        Assert.Equal(["1.0.1", "1.0.2", "1.0.3", "2.1.0", "2.2.0"], versions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A3_what_readers_would_not_read_is_not_written()
    {
        var before = _workshop.StoreSnapshot();
        var tooMany = Enumerable.Range(0, 15_000).Select(i => $"releases/1.0.0/linux-x64/{new string('x', 240)}{i}");

        var role = await RefusedAsync<InputException>("SLP1037", () => PutAsync(ReleasePaths.ReleasesRole, tooMany, bytes: 1));
        var rollout = await RefusedAsync<InputException>("SLP1037", () => PutAsync(ReleasePaths.RolloutRole, ["rollout/canary.json"], bytes: 256_001));

        Assert.Contains("The metadata of releases would have", role.Message, StringComparison.Ordinal);
        Assert.Contains("rollout/canary.json would have 256001 bytes", rollout.Message, StringComparison.Ordinal);
        Assert.Equal(before, _workshop.StoreSnapshot());
    }

    [Fact]
    public async Task P1_publishers_at_once_lose_nothing()
    {
        await _workshop.PublishAsync("1.0.0");
        await _workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var bundle = await _workshop.PackAsync("1.0.1");

        await Task.WhenAll(
            [_workshop.PublishBundlesAsync(bundle), .. Enumerable.Range(1, 5).Select(i => new RolloutEditor(_workshop.Repository).SetAsync(ReleaseWorkshop.Beta, i, CancellationToken.None))]);

        var status = await RepositoryStatus.ReadAsync(_workshop.Repository, CancellationToken.None);
        Assert.Equal(9, status.TimestampVersion);
        Assert.Equal("1.0.1", status.Channels[0].Offers.Single().Release.Version.ToString());
    }

    [Fact]
    public async Task P2_a_publisher_that_dies_before_any_write_harms_nobody_and_the_next_one_completes()
    {
        await _workshop.PublishAsync("1.4.1");
        var bundle = await _workshop.PackAsync("1.4.2");
        var writes = 0;
        while (await DiesAsync(_workshop.CopyStore(), bundle, writes))
        {
            writes++;
        }

        // Three files of the bundle, offer, former offers and rollout, their three roles, snapshot, timestamp.
        Assert.Equal(11, writes);
    }

    private async Task PublishIntoAsync(ChannelName channel, string version)
    {
        _workshop.Clock.Now += TimeSpan.FromMinutes(1);
        var request = new PublishRequest([await _workshop.PackAsync(version)], channel) { AllowsMajor = true };
        await new ReleasePublisher(_workshop.Repository).PublishAsync(request, progress: null, CancellationToken.None);
    }

    private Task PutAsync(string role, IEnumerable<string> paths, int bytes) => _workshop.Repository.CommitAsync(
        edit =>
        {
            foreach (var path in paths)
            {
                edit.Put(role, path, StoreContent.Of(new byte[bytes]));
            }

            return Task.CompletedTask;
        },
        progress: null,
        CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> DiesAsync(FolderStore store, string bundle, int writes)
    {
        try
        {
            await PublishAsync(new DyingStore(store, writes), bundle);
            Assert.Equal("1.4.2", await OfferedAsync(store));
            return false;
        }
        catch (PublisherDiedException)
        {
            Assert.Equal("1.4.1", await OfferedAsync(store));
            await PublishAsync(store, bundle);
            Assert.Equal("1.4.2", await OfferedAsync(store));
            return true;
        }
    }

    private Task PublishAsync(IReleaseStore store, string bundle) =>
        new ReleasePublisher(_workshop.RepositoryOver(store)).PublishAsync(new PublishRequest([bundle], ReleaseWorkshop.Canary), null, CancellationToken.None);

    private async Task<string> OfferedAsync(IReleaseStore store)
    {
        var status = await RepositoryStatus.ReadAsync(_workshop.RepositoryOver(store), CancellationToken.None);
        return status.Channels[0].Offers.Single().Release.Version.ToString();
    }

    private async Task<T> RefusedAsync<T>(string code, Func<Task> publish)
        where T : SlipwayException
    {
        var before = _workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<T>(publish);

        Assert.Equal(code, refusal.Code);
        Assert.Equal(before, _workshop.StoreSnapshot());
        return refusal;
    }
}
