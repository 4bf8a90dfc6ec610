using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Releases;
using Slipway.Publishing.Upkeep;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Ceremonies;

public sealed class StagingTests : IAsyncLifetime
{
    private Ceremony _ceremony = null!;

    private ReleaseWorkshop Workshop => _ceremony.Workshop;

    public async ValueTask InitializeAsync() => _ceremony = await Ceremony.CreateAsync();

    [Fact]
    public async Task A11_one_of_two_signatures_is_staged_and_published_once_the_second_is_there()
    {
        var id = await _ceremony.StageAsync();
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());

        var unsigned = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));
        var review = await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
        await _ceremony.CommitAsync(id);

        Assert.Equal("SLP3020", unsigned.Code);
        Assert.True(review.IsSigned);
        Assert.Equal("1.4.2", await _ceremony.OfferedAsync());
        Assert.Equal("1.4.2", (await _ceremony.RolloutAsync()).Version.ToString());
        Assert.Equal(100, (await _ceremony.RolloutAsync()).Permyriad);
        Assert.Empty(_ceremony.Staged);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(5_000)]
    public async Task A6_a_staging_that_leaves_no_room_for_the_versions_after_it_is_refused(long version)
    {
        var id = _ceremony.BendWithId(await _ceremony.StageAsync(), json => json["roles"]!["stable"]!["signed"]!["version"] = version);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.Desk.ReviewAsync(id, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.Contains($"to {version}: expected one of the next 1000", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stable/\u001b[2Jx.json")]
    [InlineData("stable/a\0b")]
    [InlineData("../x")]
    [InlineData("stable//x")]
    public async Task A_staged_path_that_is_none_is_refused_before_it_is_looked_for(string path)
    {
        var id = _ceremony.BendWithId(await _ceremony.StageAsync(), json =>
        {
            var files = json["roles"]!["stable"]!["signed"]!["targets"]!.AsObject();
            files[path] = files["stable/linux-x64.json"]!.DeepClone();
        });

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.Desk.ReviewAsync(id, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    [Fact]
    public void Text_that_steers_a_terminal_or_looks_like_a_blank_is_shown_as_what_it_is() =>
        Assert.Equal(@"a\u001b[2J\u202e\u200b\u000a\u3164\u2800\u00a0 b", PlainText.Of("a\u001b[2J\u202e\u200b\n\u3164\u2800\u00a0 b"));

    [Theory]
    [InlineData("../metadata/timestamp")]
    [InlineData("../../../../slipway")]
    public async Task A_discarded_id_that_is_none_deletes_nothing(string id)
    {
        var before = Workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.Desk.DiscardAsync(id, CancellationToken.None));

        Assert.Equal(StoreFailure.StagingNotFound, refusal.Failure);
        Assert.Equal(before, Workshop.StoreSnapshot());
        Assert.True(File.Exists(Workshop["slipway.json"]));
    }

    [Fact]
    public async Task A_release_that_was_halted_where_it_came_from_is_not_let_go_by_signatures_from_before()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        await new RolloutEditor(Workshop.Repository).HaltAsync(ReleaseWorkshop.Beta, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));
        Assert.Equal("SLP3003", refusal.Code);
        Assert.Contains("1.4.2 is halted in beta", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());

        await new RolloutEditor(Workshop.Repository).ResumeAsync(ReleaseWorkshop.Beta, CancellationToken.None);
        await _ceremony.CommitAsync(id);
        Assert.Equal("1.4.2", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task A11_a_key_that_signs_twice_counts_once_in_a_staging()
    {
        var id = await _ceremony.StageAsync();
        var (first, _) = await _ceremony.Desk.ApproveAsync(await _ceremony.Desk.ReviewAsync(id, CancellationToken.None), CancellationToken.None);
        var second = first.Roles.Single().Signatures.Single().NotSignedBy[0].ToString();
        _ceremony.Bend(id, json =>
        {
            var signatures = json["roles"]!["stable"]!["signatures"]!.AsArray();
            var copy = signatures[0]!.DeepClone();
            copy["keyid"] = second;
            signatures.Add(copy);
        });

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));

        Assert.Equal("Not published yet: the staging " + id + " waits for signatures: stable has 1 of 2 signatures.", refusal.Message);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
        Assert.True((await _ceremony.ApproveAsAsync(Ceremony.Second, id)).IsSigned);
    }

    [Fact]
    public async Task A11_a_key_id_given_twice_spoils_the_staging()
    {
        var id = await _ceremony.StageAsync();
        _ceremony.Bend(id, json =>
        {
            var signatures = json["roles"]!["stable"]!["signatures"]!.AsArray();
            signatures.Add(signatures[0]!.DeepClone());
        });

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.CommitAsync(id));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task P3_what_was_signed_on_an_outdated_base_is_refused_and_signed_again_on_the_new_one()
    {
        var first = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, first);
        Workshop.Clock.Now += TimeSpan.FromMinutes(1);
        await Assert.ThrowsAsync<StoreException>(() => Workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));
        var second = (await _ceremony.Desk.ListAsync(CancellationToken.None)).Single(id => id != first);
        await _ceremony.ApproveAsAsync(Ceremony.Third, second);
        await _ceremony.CommitAsync(second);
        var before = Workshop.StoreSnapshot();

        var commit = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(first));
        var approve = await Assert.ThrowsAsync<StoreException>(() => _ceremony.ApproveAsAsync(Ceremony.Third, first));

        Assert.All([commit, approve], refusal =>
        {
            Assert.Equal(StoreFailure.Conflict, refusal.Failure);
            Assert.Contains("signed again on the new base", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("Run the command again that staged it", refusal.Hint, StringComparison.Ordinal);
        });
        Assert.Equal(before, Workshop.StoreSnapshot());
        Assert.Equal("1.4.2", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task P3_what_was_approved_cannot_be_changed_by_whoever_can_write_to_the_store()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        var bent = _ceremony.BendWithId(id, json => json["roles"]!["stable"]!["signed"]!["expires"] = "2036-01-01T00:00:00Z");
        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(bent));
        var rebased = _ceremony.BendWithId(bent, json => json["roles"]!["stable"]!["signed"]!["x-staged"]!["base"] = 1);
        var outdated = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(rebased));

        Assert.Contains("stable has 0 of 2 signatures", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Conflict, outdated.Failure);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task What_other_channels_publish_meanwhile_does_not_outdate_a_staging_and_is_not_lost()
    {
        var id = await _ceremony.StageAsync();
        await Workshop.PublishAsync("1.4.3");
        await new RolloutEditor(Workshop.Repository).SetAsync(ReleaseWorkshop.Beta, 4_200, CancellationToken.None);

        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        await _ceremony.CommitAsync(id);

        var status = await RepositoryStatus.ReadAsync(Workshop.Repository, CancellationToken.None);
        Assert.Equal(["1.4.3", "1.4.2", "1.4.2"], status.Channels.Select(channel => channel.Offers.Single().Release.Version.ToString()));
        Assert.Equal(4_200, status.Channels[1].Rollout!.Permyriad);
    }

    [Fact]
    public async Task What_is_shown_comes_from_the_metadata()
    {
        var id = await _ceremony.StageAsync();

        var review = await _ceremony.Desk.ReviewAsync(id, CancellationToken.None);

        var state = await Workshop.Repository.ReadAsync(CancellationToken.None);
        var offer = (await state.ReadOfferAsync(ReleaseWorkshop.Beta, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        var back = (await state.ReadOfferAsync(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        var role = Assert.Single(review.Roles);
        Assert.Equal("stable", role.Role);
        Assert.Equal(role.FromVersion + 1, role.ToVersion);
        Assert.Equal("1 of 2 signatures", role.DescribeSignatures());
        Assert.Equal(
            [
                $"linux-x64     1.4.1 is remembered (sha256:{state.Find("stable", "stable/linux-x64.json")!.Digest})",
                $"linux-x64     1.4.1 -> 1.4.2   manifest sha256:{offer.Release.ManifestDigest}, from beta 3, out since 2026-03-01T12:00Z, entered 2026-03-01T12:00Z, goes back to 1.4.1 (sha256:{back.Release.ManifestDigest})",
                "  bump passed: 1.4.1 -> 1.4.2, asked for minor, judged 2026-03-01T12:00Z",
                "then rollout stable   1.4.1 active 1% -> 1.4.2 active 1%",
            ],
            role.Changes);
    }

    [Fact]
    public async Task Runtimes_with_long_names_stand_in_the_same_column()
    {
        await Workshop.PublishBundlesAsync(await Workshop.PackAsync("1.4.3"), await Workshop.PackAsync("1.4.3", runtime: "linux-musl-x64"));
        await Workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await Assert.ThrowsAsync<StoreException>(() => Workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));

        var changes = (await ReviewAllAsync()).Single().Roles.Single().Changes;

        Assert.Single(changes, line => line.StartsWith("linux-x64      1.4.1 is remembered", StringComparison.Ordinal));
        Assert.Single(changes, line => line.StartsWith("linux-x64      1.4.1 -> 1.4.3 ", StringComparison.Ordinal));
        Assert.Single(changes, line => line.StartsWith("linux-musl-x64 nothing -> 1.4.3 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Text_that_would_move_on_a_terminal_is_shown_and_not_obeyed()
    {
        await StageOfferAsync(offer => offer with { Notes = "fine\u001b[2K\r\u202eharmless" });

        var review = await _ceremony.Desk.ReviewAsync((await _ceremony.Desk.ListAsync(CancellationToken.None)).Single(), CancellationToken.None);

        Assert.Contains("  notes: none -> \"fine\\u001b[2K\\u000d\\u202eharmless\"", review.Roles.Single().Changes);
    }

    [Fact]
    public async Task Going_back_is_called_by_its_name_and_so_are_files_that_are_dropped()
    {
        var state = await Workshop.Repository.ReadAsync(CancellationToken.None);
        await StageOfferAsync(offer => offer with { AllowDowngradeFrom = [offer.Release.Version], Reason = "yank" });
        await StageAsync(edit => edit.Remove("stable", _ => true));

        var changes = (await ReviewAllAsync()).SelectMany(review => review.Roles.Single().Changes).ToArray();

        Assert.Contains(changes, line => line.Contains("1.4.1 -> 1.4.1   the same release", StringComparison.Ordinal));
        Assert.Contains("  allow_downgrade_from: none -> [\"1.4.1\"]", changes);
        Assert.Contains("  reason: none -> \"yank\"", changes);
        Assert.Contains("stable/linux-x64.json   is listed no more", changes);
        Assert.Single(state.Roles["stable"].Files);
    }

    [Fact]
    public async Task A_release_that_was_yanked_since_is_not_let_go_by_signatures_from_before()
    {
        var id = await _ceremony.StageAsync();
        await ChangeRolloutAsync(ReleaseWorkshop.Canary, rollout => rollout with { Yanked = [new YankedRelease(SemanticVersion.Parse("1.4.2"), "it overheats", Workshop.Clock.Now)] });

        Assert.Equal("SLP6008", (await Assert.ThrowsAsync<PolicyException>(() => _ceremony.ApproveAsAsync(Ceremony.Second, id))).Code);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task A_release_that_goes_back_where_it_came_from_is_not_let_go_by_signatures_from_before()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        await ChangeRolloutAsync(ReleaseWorkshop.Beta, rollout => rollout with { State = RolloutState.Rollback });

        var goesBack = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));
        await Workshop.PublishAsync("1.4.3");
        await Workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var wentBack = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));

        Assert.Equal(["SLP3003", "SLP3003"], new[] { goesBack.Code, wentBack.Code });
        Assert.StartsWith("1.4.2 goes back in beta", goesBack.Message, StringComparison.Ordinal);
        Assert.StartsWith("1.4.2 went back in beta", wentBack.Message, StringComparison.Ordinal);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    /// <summary>Bake and gates are not asked again: their answers are in the offer that was signed, and a channel that just goes on takes nothing back.</summary>
    [Fact]
    public async Task A_release_whose_source_has_gone_on_meanwhile_is_committed_and_its_first_wave_counts_from_then()
    {
        var id = await _ceremony.StageAsync();
        await Workshop.PublishAsync("1.4.3");
        await Workshop.PromoteAsync("1.4.3", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        var staged = Workshop.Clock.Now;
        Workshop.Clock.Now += TimeSpan.FromHours(30);
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);

        await _ceremony.CommitAsync(id);

        var rollout = await _ceremony.RolloutAsync();
        Assert.Equal("1.4.2", await _ceremony.OfferedAsync());
        Assert.Equal(("1.4.2", 100, staged + TimeSpan.FromHours(30)), (rollout.Version.ToString(), rollout.Permyriad, rollout.WaveSince));
    }

    [Fact]
    public async Task P4_a_history_of_what_was_never_offered_is_not_signed()
    {
        await StageAsync(async edit =>
        {
            var beta = edit.State.Find("beta", ReleasePaths.Offer(ReleaseWorkshop.Beta, ReleaseWorkshop.LinuxX64))!;
            var never = new TargetFile(ReleasePaths.Offer(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64), beta.Length, beta.Digest!);
            var history = await OfferHistory.ReadAsync(edit.State, ReleaseWorkshop.Stable, CancellationToken.None);
            var forged = history.With(new FormerOffer(SemanticVersion.Parse("1.4.2"), ReleaseWorkshop.LinuxX64, never), SemanticVersion.Parse("1.4.3"));
            edit.Put("stable", ReleasePaths.OfferHistory(ReleaseWorkshop.Stable), StoreContent.Of(forged.ToBytes()));
        }, "SLP2010");
    }

    [Fact]
    public async Task What_this_version_cannot_show_it_does_not_let_anybody_sign()
    {
        var id = await _ceremony.StageAsync();
        _ceremony.Bend(id, json => json["roles"]!["stable"]!["signed"]!["targets"]!["stable/linux-x64.json"]!["extra"] = 1);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.ApproveAsAsync(Ceremony.Second, id));

        Assert.Contains("stable has something in it that this version does not know", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../evil")]
    [InlineData("timestamp")]
    [InlineData("snapshot")]
    public async Task A_role_that_nobody_may_stage_is_refused(string role)
    {
        var id = await _ceremony.StageAsync();
        var bent = _ceremony.BendWithId(id, json => json["roles"]![role] = json["roles"]!["stable"]!.DeepClone());

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.CommitAsync(bent));

        Assert.Contains($"'{role}' is not a role that can be staged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_exchanged_after_it_was_shown_is_not_signed()
    {
        var id = await _ceremony.StageAsync();
        var shown = await _ceremony.Desk.ReviewAsync(id, CancellationToken.None);
        Workshop.Clock.Now += TimeSpan.FromMinutes(1);
        await Assert.ThrowsAsync<StoreException>(() => Workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));
        var other = (await _ceremony.Desk.ListAsync(CancellationToken.None)).Single(each => each != id);
        File.Copy(Path.Combine(_ceremony.StagingFolder, $"{other}.json"), Path.Combine(_ceremony.StagingFolder, $"{id}.json"), overwrite: true);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => _ceremony.Desk.ApproveAsync(shown, CancellationToken.None));

        Assert.Contains($"its content has the id {other}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P4_a_release_that_the_builder_lists_no_more_is_neither_approved_nor_published()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        await Workshop.Repository.CommitAsync(
            edit =>
            {
                edit.Remove(ReleasePaths.ReleasesRole, file => file.Path.Contains("/1.4.2/", StringComparison.Ordinal));
                return Task.CompletedTask;
            },
            null,
            CancellationToken.None);

        var commit = await Assert.ThrowsAsync<TrustException>(() => _ceremony.CommitAsync(id));
        var approve = await Assert.ThrowsAsync<TrustException>(() => _ceremony.ApproveAsAsync(Ceremony.Third, id));

        Assert.All([commit, approve], refusal => Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure));
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task A_build_without_its_secrets_stages_nothing()
    {
        File.Delete(Workshop["keys/stable.pem"]);
        var before = Workshop.StoreSnapshot();

        var refusal = await Assert.ThrowsAsync<InputException>(() => Workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Beta, ReleaseWorkshop.Stable));

        Assert.Equal("SLP1041", refusal.Code);
        Assert.Equal(before, Workshop.StoreSnapshot());
    }

    [Fact]
    public async Task An_approver_needs_no_online_key_and_whoever_commits_no_channel_key()
    {
        foreach (var name in new[] { "online", "rollout" })
        {
            _ceremony.TakeAway(name);
        }

        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        var early = await Assert.ThrowsAsync<InputException>(() => _ceremony.CommitAsync(id));
        _ceremony.TakeAway("stable");
        _ceremony.BringBack("online");
        _ceremony.BringBack("rollout");
        await _ceremony.CommitAsync(id);

        Assert.Equal("SLP1041", early.Code);
        Assert.Equal("1.4.2", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task Pruning_leaves_what_a_staging_names()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        Workshop.Clock.Now += TimeSpan.FromDays(60);

        await new RepositoryPruner(Workshop.Repository).PruneAsync(TimeSpan.Zero, isDryRun: false, CancellationToken.None);
        await _ceremony.CommitAsync(id);

        Assert.Equal("1.4.2", (await _ceremony.RolloutAsync()).Version.ToString());
    }

    [Fact]
    public async Task Two_who_approve_at_once_both_count()
    {
        _ceremony.TakeAway("stable");
        _ceremony.BringBack(Ceremony.Third);
        var id = await _ceremony.StageAsync();
        var (second, first) = (new StagingDesk(Workshop.Repository, [Elsewhere(Ceremony.Second)]), new StagingDesk(Workshop.Repository, [Elsewhere("stable")]));
        var (shownToSecond, shownToFirst) = (await second.ReviewAsync(id, CancellationToken.None), await first.ReviewAsync(id, CancellationToken.None));

        await Task.WhenAll(second.ApproveAsync(shownToSecond, CancellationToken.None), first.ApproveAsync(shownToFirst, CancellationToken.None));

        var review = await _ceremony.Desk.ReviewAsync(id, CancellationToken.None);
        Assert.Equal("3 of 2 signatures", review.Roles.Single().DescribeSignatures());
    }

    [Fact]
    public async Task A_discarded_staging_is_gone_and_nothing_else_is()
    {
        var id = await _ceremony.StageAsync();

        await _ceremony.Desk.DiscardAsync(id, CancellationToken.None);

        Assert.Empty(await _ceremony.Desk.ListAsync(CancellationToken.None));
        Assert.Equal("SLP3021", (await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id))).Code);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
    }

    [Fact]
    public async Task P2_who_dies_while_publishing_a_staging_harms_nobody_and_the_next_run_completes()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        var writes = 0;
        while (await DiesAsync(Workshop.CopyStore(), id, writes))
        {
            writes++;
        }

        // Stable, the rollout and its role, snapshot, timestamp, and the staging is taken off the shelf.
        Assert.Equal(6, writes);
    }

    [Fact]
    public async Task Without_a_new_root_no_keys_are_lost_and_everything_is_rehearsed()
    {
        var other = await Publishing.Keys.KeyGenerator.WritePairAsync(Workshop["keys"], "canary-2", passphrase: null, CancellationToken.None);
        _ceremony.TakeAway("online");
        await StageAsync(edit =>
        {
            var targets = edit.Role("targets");
            edit.Replace("targets", targets with
            {
                Delegations = [.. targets.Delegations.Select(each => each.Name == "canary" ? each.With(new RoleKeys("canary", [other.PublicKey], 1)) : each)],
            });
        });
        var id = (await _ceremony.Desk.ListAsync(CancellationToken.None)).Single();
        _ceremony.BringBack("online");

        var refusal = await Assert.ThrowsAsync<InputException>(() => _ceremony.Desk.CommitAsync(id, areOldKeysLost: true, CancellationToken.None));
        var rehearsed = await Assert.ThrowsAsync<TrustException>(() => _ceremony.CommitAsync(id));

        Assert.Equal("SLP1050", refusal.Code);
        Assert.Equal("SLP2001", rehearsed.Code);
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync());
        await Workshop.Repository.ReadAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_expired_while_it_waited_is_shown_as_such_and_not_published()
    {
        var id = await _ceremony.StageAsync();
        await _ceremony.ApproveAsAsync(Ceremony.Second, id);
        Workshop.Clock.Now += TimeSpan.FromDays(4_000);
        var before = Workshop.StoreSnapshot();

        var review = await _ceremony.Desk.ReviewAsync(id, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => _ceremony.CommitAsync(id));

        Assert.Contains(review.Roles.Single().Changes, line => line.StartsWith("EXPIRED already", StringComparison.Ordinal));
        Assert.Equal("SLP3003", refusal.Code);
        Assert.Contains("Run the command again that staged it", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal(before, Workshop.StoreSnapshot());
    }

    public ValueTask DisposeAsync()
    {
        _ceremony.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Publishing.Keys.KeyReference Elsewhere(string name) => Publishing.Keys.KeyReference.Parse($"file:elsewhere/{name}.pem");

    private async Task<bool> DiesAsync(FolderStore store, string id, int writes)
    {
        var device = new LocalMetadataInMemory();
        Assert.Equal("1.4.1", await _ceremony.OfferedAsync(device, store.Address.LocalPath));
        try
        {
            await CommitAsync(new DyingStore(store, writes), id);
            return false;
        }
        catch (PublisherDiedException)
        {
            var offered = await _ceremony.OfferedAsync(store: store.Address.LocalPath);
            Assert.Equal(writes < 5 ? "1.4.1" : "1.4.2", offered);
            Assert.Equal(offered, await _ceremony.OfferedAsync(device, store.Address.LocalPath));
            await CommitAsync(store, id);
            return true;
        }
        finally
        {
            Assert.Equal("1.4.2", await _ceremony.OfferedAsync(device, store.Address.LocalPath));
            Assert.Empty(await new StagingDesk(Workshop.RepositoryOver(store), []).ListAsync(CancellationToken.None));
        }
    }

    private Task<StagingReview> CommitAsync(IReleaseStore store, string id) =>
        new StagingDesk(Workshop.RepositoryOver(store), []).CommitAsync(id, areOldKeysLost: false, CancellationToken.None);

    private Task StageOfferAsync(Func<Offer, Offer> change) => StageAsync(async edit =>
    {
        var offer = (await edit.State.ReadOfferAsync(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64, CancellationToken.None))!;
        edit.Put("stable", ReleasePaths.Offer(ReleaseWorkshop.Stable, ReleaseWorkshop.LinuxX64), StoreContent.Of(change(offer).ToBytes()));
    });

    private Task StageAsync(Action<Publishing.Repository.RepositoryEdit> change) => StageAsync(edit =>
    {
        change(edit);
        return Task.CompletedTask;
    });

    private async Task StageAsync(Func<Publishing.Repository.RepositoryEdit, Task> change, string code = "SLP3020") =>
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<SlipwayException>(() => Workshop.Repository.CommitAsync(change, null, CancellationToken.None))).Code);

    private Task ChangeRolloutAsync(ChannelName channel, Func<Rollout, Rollout> change) => Workshop.Repository.CommitAsync(
        async edit =>
        {
            var rollout = (await edit.State.ReadRolloutAsync(channel, CancellationToken.None))!;
            edit.Put(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel), StoreContent.Of(change(rollout).ToBytes()));
        },
        progress: null,
        CancellationToken.None);

    private async Task<StagingReview[]> ReviewAllAsync()
    {
        var reviews = new List<StagingReview>();
        foreach (var id in await _ceremony.Desk.ListAsync(CancellationToken.None))
        {
            reviews.Add(await _ceremony.Desk.ReviewAsync(id, CancellationToken.None));
        }

        return [.. reviews];
    }
}
