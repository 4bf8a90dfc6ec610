using System.Collections.Immutable;
using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Releases;
using Slipway.Signing;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Ceremonies;

public sealed class RootRotationTests : IAsyncLifetime
{
    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync() => _workshop = await ReleaseWorkshop.CreateAsync();

    [Theory]
    [InlineData("timestamp", 2)]
    [InlineData("snapshot", 2)]
    [InlineData("targets", 2)]
    [InlineData("root", 2)]
    [InlineData("releases", 1)]
    [InlineData("canary", 1)]
    [InlineData("rollout", 1)]
    public async Task A_device_of_the_first_root_follows_when_a_role_gets_another_key_and_publishing_goes_on(string role, int rootVersion)
    {
        var device = new LocalMetadataInMemory();
        await _workshop.PublishAsync("1.4.1");
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));
        var old = (await StateAsync()).KeysOf(role).Keys.Single();

        var result = await RotateAsync(_workshop, role);

        var state = await StateAsync();
        Assert.DoesNotContain(old, state.KeysOf(role).Keys);
        Assert.Equal(rootVersion, state.Root.Version);
        Assert.Equal(2, result.GeneratedFiles.Length);
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder));
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", key: _workshop.Policy.Roles["releases"].Keys[0].ToString()));
        await _workshop.PromoteAsync("1.4.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        Assert.Equal("1.4.2", await OfferedAsync(_workshop.StoreFolder, device));
        Assert.Empty(await new StagingDesk(_workshop.Repository, []).ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task P2_who_dies_during_a_root_rotation_harms_no_reader_of_the_old_or_the_new_root_and_the_next_run_completes()
    {
        var writes = 0;
        while (await DiesAsync(writes))
        {
            writes++;
        }

        // The staging, targets, snapshot, timestamp, the root, one timestamp more, and the staging is taken off the shelf.
        Assert.Equal(7, writes);
    }

    [Fact]
    public async Task A_new_root_is_followed_by_a_timestamp_so_that_a_device_which_polls_notices()
    {
        await _workshop.PublishAsync("1.4.1");
        var store = new FolderStore(_workshop.StoreFolder);
        await Assert.ThrowsAsync<PublisherDiedException>(() => RotateAsync(_workshop.RepositoryOver(new DyingStore(store, 4)), "timestamp"));
        var seen = (await StateAsync()).Timestamp.Version;

        await CompleteAsync(_workshop.Repository);

        Assert.Equal((2, seen + 1), ((await StateAsync()).Root.Version, (await StateAsync()).Timestamp.Version));
    }

    [Fact]
    public async Task P2_who_publishes_with_the_old_keys_between_the_steps_of_a_root_rotation_is_not_lost_and_neither_are_readers()
    {
        await _workshop.PublishAsync("1.4.1");
        var (before, policy) = (await File.ReadAllBytesAsync(_workshop["slipway.json"]), _workshop.Policy);
        var store = new FolderStore(_workshop.StoreFolder);
        await Assert.ThrowsAsync<PublisherDiedException>(() => RotateAsync(_workshop.RepositoryOver(new DyingStore(store, 3)), "timestamp"));
        var rotated = await File.ReadAllBytesAsync(_workshop["slipway.json"]);
        await File.WriteAllBytesAsync(_workshop["slipway.json"], before);
        await _workshop.PublishAsync("1.4.2");
        await File.WriteAllBytesAsync(_workshop["slipway.json"], rotated);

        await CompleteAsync(_workshop.Repository);

        var state = await StateAsync();
        Assert.Equal(2, state.Root.Version);
        Assert.DoesNotContain(PublicHalf.Read(policy.Roles["timestamp"].Keys[0], _workshop.Folder), state.KeysOf("timestamp").Keys);
        Assert.Equal("1.4.2", await OfferedAsync(_workshop.StoreFolder));
    }

    [Theory]
    [InlineData(2_147_483_648L)]
    [InlineData(long.MaxValue)]
    public async Task A6_A14_what_stolen_online_keys_signed_with_huge_versions_is_behind_everybody_after_a_rotation(long version)
    {
        var device = new LocalMetadataInMemory();
        await _workshop.PublishAsync("1.4.1");
        await StealOnlineKeysAsync(version);
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));

        await new KeyCeremony(_workshop.Repository, []).RotateAsync(["snapshot", "timestamp"], new RotationRequest(), CancellationToken.None);
        await _workshop.PublishAsync("1.4.2");

        var state = await StateAsync();
        Assert.InRange(state.Snapshot.Version, 3, 10);
        Assert.InRange(state.Timestamp.Version, 3, 10);
        Assert.Single(state.KeysOf("snapshot").Keys.Union(state.KeysOf("timestamp").Keys));
        Assert.Equal("1.4.2", await OfferedAsync(_workshop.StoreFolder, device));
    }

    [Fact]
    public async Task A6_a_role_at_the_last_version_is_refused_and_begins_again_once_its_key_and_the_snapshots_are_replaced()
    {
        await _workshop.PublishAsync("1.4.1");
        await StealAsync("canary", long.MaxValue);

        var publishing = await Assert.ThrowsAsync<TrustException>(() => _workshop.PublishAsync("1.4.2"));
        var alone = await Assert.ThrowsAsync<TrustException>(() => new KeyCeremony(_workshop.Repository, []).RotateAsync(["canary"], new RotationRequest(), CancellationToken.None));
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder));
        await new KeyCeremony(_workshop.Repository, []).RotateAsync(["canary", "snapshot", "timestamp"], new RotationRequest(), CancellationToken.None);
        await _workshop.PublishAsync("1.4.2");

        Assert.Equal(TrustFailure.VersionMismatch, publishing.Failure);
        Assert.EndsWith("slipway keys rotate canary snapshot timestamp", publishing.Hint, StringComparison.Ordinal);
        Assert.Equal(TrustFailure.VersionMismatch, alone.Failure);
        Assert.InRange((await StateAsync()).VersionOf("canary"), 3, 10);
        Assert.Equal("1.4.2", await OfferedAsync(_workshop.StoreFolder));
    }

    [Fact]
    public async Task What_readers_would_refuse_is_not_committed()
    {
        await _workshop.PublishAsync("1.4.1");
        var state = await StateAsync();
        using var other = _workshop.OpenSigner(KeyReference.Parse("file:keys/beta.pem"));
        var foreign = await SignedMetadata.SignAsync("timestamp", state.Timestamp with { Version = state.Timestamp.Version + 1 }, [other], CancellationToken.None);
        using var online = _workshop.OpenSigner(KeyReference.Parse("file:keys/online.pem"));
        var older = await SignedMetadata.SignAsync("timestamp", state.Timestamp with { Version = state.Timestamp.Version - 1 }, [online], CancellationToken.None);
        var negative = await SignedMetadata.SignAsync("snapshot", state.Snapshot with { Version = long.MinValue }, [online], CancellationToken.None);
        var naming = await SignedMetadata.SignAsync("timestamp", state.Timestamp with { Version = state.Timestamp.Version + 1, Snapshot = MetadataFile.Describe(negative) }, [online], CancellationToken.None);

        Assert.Equal(TrustFailure.ThresholdNotMet, Refuse("timestamp", foreign, null).Failure);
        Assert.Equal(TrustFailure.Rollback, Refuse("timestamp", older, null).Failure);
        Assert.Equal(TrustFailure.Malformed, Refuse("timestamp", naming, negative).Failure);

        TrustException Refuse(string role, SignedMetadata timestamp, SignedMetadata? snapshot) =>
            Assert.Throws<TrustException>(() => state.RequireFollows(File(role, timestamp), snapshot is null ? null : File("snapshot", snapshot), []));

        static Publishing.Repository.RoleFile File(string role, SignedMetadata signed) => new(1, UnverifiedMetadata.Parse(role, signed.Bytes));
    }

    [Fact]
    public async Task A_root_of_two_of_three_waits_for_old_and_for_new_keys()
    {
        using var ceremony = await Ceremony.CreateAsync();
        await ceremony.AddElsewhereAsync("root", "root-second", threshold: 1);
        await ceremony.AddElsewhereAsync("root", "root-third", threshold: 2);
        var device = new LocalMetadataInMemory();
        Assert.Equal("1.4.1", await ceremony.OfferedAsync(device));

        var refusal = await Assert.ThrowsAsync<StoreException>(() =>
            ceremony.Keys.RotateAsync(["root"], new RotationRequest { Old = "file:keys/root-second.pem" }, CancellationToken.None));
        var id = (await ceremony.Desk.ListAsync(CancellationToken.None)).Single();
        var early = (await ceremony.Desk.ReviewAsync(id, CancellationToken.None)).Roles.Single();
        var review = (await ceremony.ApproveAsAsync("root-third", id)).Roles.Single();
        await ceremony.CommitAsync(id);

        // The key here and the new one, which was made here: two of the new, and one of the old.
        Assert.Contains("root has 1 of 2 signatures by old keys, 2 of 2 signatures by new keys", refusal.Message, StringComparison.Ordinal);
        Assert.False(early.IsSigned);
        Assert.Equal("2 of 2 signatures by old keys, 3 of 2 signatures by new keys", review.DescribeSignatures());
        Assert.Contains(review.Changes, line => line.StartsWith("root: + key ", StringComparison.Ordinal) && line.EndsWith("NOT announced", StringComparison.Ordinal));
        Assert.Equal("1.4.1", await ceremony.OfferedAsync(device));
        Assert.Contains("root-second-2.pem", await File.ReadAllTextAsync(ceremony.Workshop["slipway.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_online_keys_are_replaced_when_that_is_said_in_so_many_words()
    {
        await _workshop.PublishAsync("1.4.1");
        var device = new LocalMetadataInMemory();
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));
        File.Delete(_workshop["keys/online.pem"]);

        await Assert.ThrowsAsync<StoreException>(() => new KeyCeremony(_workshop.Repository, []).RotateAsync(["snapshot", "timestamp"], new RotationRequest(), CancellationToken.None));
        var desk = new StagingDesk(_workshop.Repository, []);
        var id = await desk.ResolveAsync(null, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<InputException>(() => desk.CommitAsync(id, areOldKeysLost: false, CancellationToken.None));
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));
        await desk.CommitAsync(id, areOldKeysLost: true, CancellationToken.None);

        Assert.Equal("SLP1045", refusal.Code);
        Assert.Contains($"slipway commit {id} --old-keys-lost", refusal.Hint, StringComparison.Ordinal);
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder, device));
        await _workshop.PublishAsync("1.4.2");
        Assert.Equal("1.4.2", await OfferedAsync(_workshop.StoreFolder, device));
    }

    [Fact]
    public async Task P2_a_rotation_without_the_old_keys_that_dies_after_the_root_is_completed()
    {
        await _workshop.PublishAsync("1.4.1");
        File.Delete(_workshop["keys/online.pem"]);
        await Assert.ThrowsAsync<StoreException>(() => new KeyCeremony(_workshop.Repository, []).RotateAsync(["snapshot", "timestamp"], new RotationRequest(), CancellationToken.None));
        var id = await new StagingDesk(_workshop.Repository, []).ResolveAsync(null, CancellationToken.None);
        var dying = _workshop.RepositoryOver(new DyingStore(new FolderStore(_workshop.StoreFolder), 2));

        // The snapshot and the root.
        await Assert.ThrowsAsync<PublisherDiedException>(() => new StagingDesk(dying, []).CommitAsync(id, areOldKeysLost: true, CancellationToken.None));
        Assert.True(File.Exists(Path.Combine(_workshop.StoreFolder, "metadata/2.root.json")));
        await new StagingDesk(_workshop.Repository, []).CommitAsync(id, areOldKeysLost: true, CancellationToken.None);

        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder));
    }

    [Fact]
    public async Task P2_a_staging_whose_root_is_out_is_not_dropped_and_every_command_says_what_completes_it()
    {
        await _workshop.PublishAsync("1.4.1");
        File.Delete(_workshop["keys/online.pem"]);
        await Assert.ThrowsAsync<StoreException>(() => RotateAsync(_workshop, "snapshot", "timestamp"));
        var desk = new StagingDesk(_workshop.Repository, []);
        var id = await desk.ResolveAsync(null, CancellationToken.None);
        var dying = _workshop.RepositoryOver(new DyingStore(new FolderStore(_workshop.StoreFolder), 2));
        await Assert.ThrowsAsync<PublisherDiedException>(() => new StagingDesk(dying, []).CommitAsync(id, areOldKeysLost: true, CancellationToken.None));

        var discard = await Assert.ThrowsAsync<StoreException>(() => desk.DiscardAsync(id, CancellationToken.None));
        var publish = await Assert.ThrowsAsync<TrustException>(() => _workshop.PublishAsync("1.4.2"));
        await desk.CommitAsync(id, areOldKeysLost: true, CancellationToken.None);

        Assert.Equal(StoreFailure.Incomplete, discard.Failure);
        Assert.Equal("SLP2001", publish.Code);
        Assert.All([discard.Hint, publish.Hint], hint => Assert.Contains($"slipway commit {id}", hint, StringComparison.Ordinal));
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder));
    }

    [Fact]
    public async Task P2_targets_that_somebody_signs_with_the_old_key_between_the_steps_are_signed_again_with_the_new()
    {
        await _workshop.PublishAsync("1.4.1");
        var policy = _workshop.Policy;
        await KeyGenerator.WritePairAsync(_workshop["keys"], "stable-second", passphrase: null, CancellationToken.None);
        var second = PublicHalf.Read(KeyReference.Parse("file:keys/stable-second.pem"), _workshop.Folder);
        var store = new MishapStore(new FolderStore(_workshop.StoreFolder), "timestamp.json", () => new Publishing.Repository.ReleaseRepository(policy, _workshop.Clock).CommitAsync(
            edit =>
            {
                var targets = edit.Role("targets");
                edit.Replace("targets", targets with
                {
                    Delegations = [.. targets.Delegations.Select(each => each.Name == "stable" ? each.With(new RoleKeys("stable", [.. each.Keys.Keys, second], 1)) : each)],
                });
                return Task.CompletedTask;
            },
            null,
            CancellationToken.None));

        await RotateAsync(_workshop.RepositoryOver(store), "targets");

        var state = await StateAsync();
        Assert.Equal(2, state.Root.Version);
        Assert.Contains(second, state.KeysOf("stable").Keys);
        Assert.Empty(await new StagingDesk(_workshop.Repository, []).ListAsync(CancellationToken.None));
        Assert.Equal("1.4.1", await OfferedAsync(_workshop.StoreFolder));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Task<KeyCeremonyResult> RotateAsync(ReleaseWorkshop workshop, params ImmutableArray<string> roles) => RotateAsync(workshop.Repository, roles);

    private static Task<KeyCeremonyResult> RotateAsync(Publishing.Repository.ReleaseRepository repository, params ImmutableArray<string> roles) =>
        new KeyCeremony(repository, []).RotateAsync(roles, new RotationRequest(), CancellationToken.None);

    private static async Task<bool> DiesAsync(int writes)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        await workshop.PublishAsync("1.4.1");
        var device = new LocalMetadataInMemory();
        var other = await OfferedAsync(workshop, workshop.StoreFolder, device);
        var store = new FolderStore(workshop.StoreFolder);
        try
        {
            await RotateAsync(workshop.RepositoryOver(new DyingStore(store, writes)), "root", "targets", "snapshot", "timestamp");
            return false;
        }
        catch (PublisherDiedException)
        {
            await RequireWholeAsync(workshop);
            if (writes > 0)
            {
                await CompleteAsync(workshop.Repository);
                Assert.Equal(2, (await workshop.Repository.ReadAsync(CancellationToken.None)).Root.Version);
            }

            await RequireWholeAsync(workshop);
            return true;
        }
        finally
        {
            Assert.Equal(other, await OfferedAsync(workshop, workshop.StoreFolder, device));
        }
    }

    /// <summary>For readers who begin now, and for one who asked for the next root just before it came.</summary>
    private static async Task RequireWholeAsync(ReleaseWorkshop workshop)
    {
        Assert.Equal("1.4.1", await OfferedAsync(workshop, workshop.StoreFolder));
        Assert.Equal("1.4.1", await OfferedAsync(workshop, new WithoutRoot(new FolderSource(workshop.StoreFolder), 2)));
    }

    private static async Task CompleteAsync(Publishing.Repository.ReleaseRepository repository)
    {
        var desk = new StagingDesk(repository, []);
        await desk.CommitAsync(await desk.ResolveAsync(null, CancellationToken.None), areOldKeysLost: false, CancellationToken.None);
        Assert.Empty(await desk.ListAsync(CancellationToken.None));
    }

    private Task<Publishing.Repository.RepositoryState> StateAsync() => _workshop.Repository.ReadAsync(CancellationToken.None);

    private Task<string> OfferedAsync(string store, ILocalMetadata? device = null) => OfferedAsync(_workshop, store, device);

    private static Task<string> OfferedAsync(ReleaseWorkshop workshop, string store, ILocalMetadata? device = null) => OfferedAsync(workshop, new FolderSource(store), device);

    private static async Task<string> OfferedAsync(ReleaseWorkshop workshop, IRepositorySource source, ILocalMetadata? device = null)
    {
        using var mirrors = new RepositoryMirrors(source);
        var client = await TufClient.StartAsync(
            await File.ReadAllBytesAsync(workshop["trust_anchor.json"]), device ?? new LocalMetadataInMemory(), mirrors, workshop.Clock.Now, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        var file = await client.FindTargetAsync("canary/linux-x64.json", CancellationToken.None);
        return Slipway.Channels.Offer.Parse(await client.ReadTargetAsync(file!, MetadataLimits.OfferBytes, CancellationToken.None)).Release.Version.ToString();
    }

    /// <summary>Signs a role under another version, as whoever has its key and the online ones can.</summary>
    private async Task StealAsync(string role, long version)
    {
        var state = await StateAsync();
        using var key = _workshop.OpenSigner(KeyReference.Parse($"file:keys/{role}.pem"));
        using var online = _workshop.OpenSigner(KeyReference.Parse("file:keys/online.pem"));
        var stolen = await SignedMetadata.SignAsync(role, state.Roles[role] with { Version = version }, [key], CancellationToken.None);
        var next = state.Snapshot with { Version = state.Snapshot.Version + 1, Files = state.Snapshot.Files.SetItem($"{role}.json", MetadataFile.Describe(stolen)) };
        var snapshot = await SignedMetadata.SignAsync("snapshot", next, [online], CancellationToken.None);
        var timestamp = await SignedMetadata.SignAsync(
            "timestamp", state.Timestamp with { Version = state.Timestamp.Version + 1, Snapshot = MetadataFile.Describe(snapshot) }, [online], CancellationToken.None);
        await File.WriteAllBytesAsync(Path.Combine(_workshop.StoreFolder, $"metadata/{version}.{role}.json"), stolen.Bytes);
        await File.WriteAllBytesAsync(Path.Combine(_workshop.StoreFolder, $"metadata/{next.Version}.snapshot.json"), snapshot.Bytes);
        await File.WriteAllBytesAsync(Path.Combine(_workshop.StoreFolder, "metadata/timestamp.json"), timestamp.Bytes);
    }

    /// <summary>Signs the present state under another version, as whoever has the online keys can.</summary>
    private async Task StealOnlineKeysAsync(long version)
    {
        var state = await StateAsync();
        using var online = _workshop.OpenSigner(KeyReference.Parse("file:keys/online.pem"));
        var snapshot = await SignedMetadata.SignAsync("snapshot", state.Snapshot with { Version = version }, [online], CancellationToken.None);
        var timestamp = await SignedMetadata.SignAsync(
            "timestamp", state.Timestamp with { Version = version, Snapshot = MetadataFile.Describe(snapshot) }, [online], CancellationToken.None);
        await File.WriteAllBytesAsync(Path.Combine(_workshop.StoreFolder, $"metadata/{version}.snapshot.json"), snapshot.Bytes);
        await File.WriteAllBytesAsync(Path.Combine(_workshop.StoreFolder, "metadata/timestamp.json"), timestamp.Bytes);
    }
}
