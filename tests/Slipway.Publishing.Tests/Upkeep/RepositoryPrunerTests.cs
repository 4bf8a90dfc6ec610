using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Publishing.Tests.Releases;
using Slipway.Publishing.Upkeep;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Upkeep;

public sealed class RepositoryPrunerTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly HashSet<string> _aged = new(StringComparer.Ordinal);
    private readonly LocalMetadataInMemory _device = new();

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        _workshop.EditPolicy("\"trust_anchor\"", "\"retain\": 2, \"trust_anchor\"");
        Age();
    }

    [Fact]
    public async Task Thirty_releases_over_months_leave_what_is_listed_and_every_reader_goes_on()
    {
        for (var patch = 0; patch < 30; patch++)
        {
            await PublishAsync($"1.0.{patch}");
            _workshop.Clock.Now += TimeSpan.FromDays(7);
        }

        await PublishAsync("1.0.30");
        await ReadEverythingAsync(_device);
        var before = Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);

        var pruning = await PruneAsync();

        var after = Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.Equal(before - after, pruning.DeletedBytes);
        Assert.True(after * 2 < before, $"{before} bytes before, {after} after");
        Assert.Empty(Versions().Intersect(["1.0.0", "1.0.10", "1.0.15"]));
        Assert.Equal(3, Versions().Intersect(["1.0.28", "1.0.29", "1.0.30"]).Count());
        Assert.Empty((await PruneAsync()).Deleted);
        await ReadEverythingAsync(new LocalMetadataInMemory());
        await PublishAsync("1.0.31");
        await ReadEverythingAsync(_device);
    }

    [Fact]
    public async Task What_a_channel_offered_before_can_be_promoted_after_its_metadata_has_expired_and_was_pruned()
    {
        await PublishAsync("1.0.0");
        _workshop.Clock.Now += 30 * Day;
        await PublishAsync("1.0.1");
        await PublishAsync("1.0.2");
        _workshop.Clock.Now += 30 * Day;
        await PublishAsync("1.0.3");

        var pruning = await PruneAsync();

        Assert.Contains(pruning.Deleted, entry => entry.Path.StartsWith("targets/canary/", StringComparison.Ordinal) && entry.Path.EndsWith(".linux-x64.json", StringComparison.Ordinal));
        var beta = await _workshop.PromoteAsync("1.0.2", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        Assert.InRange(_workshop.Clock.Now - beta.Offers.Single().BakingSince, 30 * Day, 31 * Day);
    }

    [Fact]
    public async Task The_bytes_of_a_yanked_release_stay_when_nothing_names_it_any_more()
    {
        await PublishAsync("1.0.0");
        await new Yanker(_workshop.Repository).YankAsync(SemanticVersion.Parse("1.0.0"), "overheats the motor", CancellationToken.None);
        for (var patch = 1; patch < 30; patch++)
        {
            await PublishAsync($"1.0.{patch}");
            _workshop.Clock.Now += TimeSpan.FromDays(7);
        }

        await PruneAsync();

        Assert.Contains("1.0.0", Versions());
        Assert.DoesNotContain("1.0.1", Versions());
        Assert.Equal(3, Directory.EnumerateFiles(Path.Combine(_workshop.StoreFolder, "targets/releases/1.0.0/linux-x64")).Count());
    }

    [Fact]
    public async Task What_a_doctor_that_was_killed_has_left_goes_when_it_is_old()
    {
        var trial = Path.Combine(_workshop.StoreFolder, "doctor/0123");
        Directory.CreateDirectory(Path.GetDirectoryName(trial)!);
        await File.WriteAllTextAsync(trial, "slipway doctor", CancellationToken.None);
        await PublishAsync("1.0.0");
        await PruneAsync();
        var whileYoung = File.Exists(trial);
        _workshop.Clock.Now += TimeSpan.FromDays(7);
        await PublishAsync("1.0.1");

        await PruneAsync();

        Assert.True(whileYoung);
        Assert.False(File.Exists(trial));
    }

    [Fact]
    public async Task What_an_unexpired_role_still_lists_stays_and_goes_when_it_has_expired()
    {
        foreach (var version in new[] { "1.0.0", "1.0.1", "1.0.2", "1.0.3" })
        {
            await PublishAsync(version);
        }

        _workshop.Clock.Now += TimeSpan.FromDays(60);
        await PublishAsync("1.0.4");

        await PruneAsync();
        var whileUnexpired = Versions();
        _workshop.Clock.Now += TimeSpan.FromDays(40);
        await PublishAsync("1.0.5");
        await PruneAsync();

        Assert.Contains("1.0.0", whileUnexpired);
        Assert.Equal(["1.0.3", "1.0.4", "1.0.5"], Versions().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_bundles_that_an_offer_names_stay_although_no_role_lists_them()
    {
        var stone = (await PublishAsync("1.0.0")).Offers.Single().Release;
        var unnamed = (await PublishAsync("1.0.1")).Offers.Single().Release;
        var back = (await PublishAsync("1.0.2")).Offers.Single().Release;
        var offer = (await PublishAsync("1.0.3")).Offers.Single();
        await CommitAsync(edit =>
        {
            edit.Put("canary", ReleasePaths.Offer(offer.Channel, offer.Runtime), StoreContent.Of((offer with { Rollback = back, SteppingStones = [stone] }).ToBytes()));
            edit.Remove(ReleasePaths.ReleasesRole, _ => true);
        });
        _workshop.Clock.Now += TimeSpan.FromDays(100);
        await RenewAsync();

        await PruneAsync();

        Assert.Equal(["1.0.0", "1.0.2", "1.0.3"], Versions().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(unnamed.Version.ToString(), Versions());
        Assert.Equal(3, Directory.GetFiles(Path.Combine(_workshop.StoreFolder, "targets/releases/1.0.0/linux-x64")).Length);
    }

    [Fact]
    public async Task What_a_staged_change_lists_stays()
    {
        var (path, digest) = await OrphanAsync("canary", "linux-x64.json", "staged", TimeSpan.FromDays(30));
        var (other, _) = await OrphanAsync("canary", "linux-x64.json", "left behind", TimeSpan.FromDays(30));
        await WriteAsync("staging/0123abcd.json", Staging("slipway-staging/1", "canary/linux-x64.json", digest));

        var pruning = await PruneAsync();

        Assert.Equal([other], pruning.Deleted.Select(entry => entry.Path));
        Assert.Empty(pruning.NotUnderstood);
        Assert.True(File.Exists(Path.Combine(_workshop.StoreFolder, path)));
        Assert.True(File.Exists(Path.Combine(_workshop.StoreFolder, "staging/0123abcd.json")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"format":"slipway-staging/2","roles":{}}""")]
    public async Task While_a_staged_change_is_not_understood_no_target_is_deleted(string document)
    {
        await OrphanAsync("canary", "linux-x64.json", "left behind", TimeSpan.FromDays(30));
        await WriteAsync("staging/0123abcd.json", document);

        var pruning = await PruneAsync();

        Assert.Empty(pruning.Deleted);
        Assert.Equal(["staging/0123abcd.json"], pruning.NotUnderstood);
    }

    [Fact]
    public async Task What_is_young_stays_whatever_it_is()
    {
        var (young, _) = await OrphanAsync("releases/1.0.0/linux-x64", "manifest.json", "in flight", TimeSpan.FromHours(23));
        var (old, _) = await OrphanAsync("releases/1.0.0/linux-x64", "payload.tar.zst", "left behind", TimeSpan.FromHours(25));

        var byDefault = await PruneAsync();
        var sooner = await new RepositoryPruner(_workshop.Repository).PruneAsync(TimeSpan.FromHours(1), isDryRun: false, CancellationToken.None);

        Assert.Equal([old], byDefault.Deleted.Select(entry => entry.Path));
        Assert.Equal([young], sooner.Deleted.Select(entry => entry.Path));
    }

    [Fact]
    public async Task P1_what_a_publication_in_flight_takes_up_again_stays()
    {
        var (first, _) = await OrphanAsync("canary", "a.json", "one", TimeSpan.FromDays(30));
        var (second, _) = await OrphanAsync("canary", "b.json", "two", TimeSpan.FromDays(30));
        var store = new FolderStore(_workshop.StoreFolder);
        var meanwhile = new MeanwhileStore(store, async () =>
        {
            await store.CreateAsync(first, StoreContent.Of("one"u8.ToArray()), CancellationToken.None);
            await store.CreateAsync(second, StoreContent.Of("two"u8.ToArray()), CancellationToken.None);
        });

        var pruning = await new RepositoryPruner(_workshop.RepositoryOver(meanwhile)).PruneAsync(Day, isDryRun: false, CancellationToken.None);

        Assert.Single(pruning.Deleted);
        Assert.Single(new[] { first, second }, path => File.Exists(Path.Combine(_workshop.StoreFolder, path)));
    }

    [Fact]
    public async Task What_is_not_understood_stays_and_is_reported()
    {
        string[] strange = ["metadata/backup.tar", "metadata/07.canary.json", "metadata/7.canary.json", "targets/index.html", "targets/canary/README"];
        foreach (var path in strange)
        {
            await WriteAsync(path, "whatever this is");
        }

        var pruning = await PruneAsync();

        Assert.Empty(pruning.Deleted);
        Assert.Equal(strange.Order(StringComparer.Ordinal), pruning.NotUnderstood);
    }

    [Fact]
    public async Task Roots_stay_however_old_they_are()
    {
        await PublishAsync("1.0.0");
        _workshop.Clock.Now += TimeSpan.FromDays(500);
        await RenewAsync();

        var pruning = await PruneAsync();

        Assert.NotEmpty(pruning.Deleted);
        Assert.Contains("metadata/1.root.json", pruning.Kept.Select(entry => entry.Path));
        Assert.Equal(["1.0.0"], Versions());
        await _workshop.Repository.ReadAsync(CancellationToken.None);
    }

    [Fact]
    public async Task K2_a_clock_that_is_ahead_deletes_nothing()
    {
        await PublishAsync("1.0.0");
        await PublishAsync("1.0.1");
        await OrphanAsync("canary", "linux-x64.json", "in flight", TimeSpan.FromHours(1));
        _workshop.Clock.Now += TimeSpan.FromDays(3650);

        var pruning = await PruneAsync();

        Assert.Empty(pruning.Deleted);
    }

    [Fact]
    public async Task A_dry_run_says_the_same_and_deletes_nothing()
    {
        await OrphanAsync("canary", "linux-x64.json", "left behind", TimeSpan.FromDays(30));
        var before = _workshop.StoreSnapshot();

        var dry = await new RepositoryPruner(_workshop.Repository).PruneAsync(Day, isDryRun: true, CancellationToken.None);

        Assert.Equal(before, _workshop.StoreSnapshot());
        Assert.Equal(dry.Deleted, (await PruneAsync()).Deleted);
    }

    [Fact]
    public async Task P2_a_run_that_is_killed_leaves_readers_whole_and_the_next_one_completes_it()
    {
        await PublishAsync("1.0.0");
        _workshop.Clock.Now += TimeSpan.FromDays(20);
        await PublishAsync("1.0.1");
        var orphan = (await OrphanAsync("canary", "linux-x64.json", "left behind", TimeSpan.FromDays(30))).Path;
        var dying = new DyingStore(new FolderStore(_workshop.StoreFolder), writes: 2);

        await Assert.ThrowsAsync<PublisherDiedException>(() => new RepositoryPruner(_workshop.RepositoryOver(dying)).PruneAsync(Day, isDryRun: false, CancellationToken.None));

        await ReadEverythingAsync(_device);
        Assert.Contains(orphan, (await PruneAsync()).Deleted.Select(entry => entry.Path));
        await ReadEverythingAsync(_device);
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<Pruning> PruneAsync() => new RepositoryPruner(_workshop.Repository).PruneAsync(Day, isDryRun: false, CancellationToken.None);

    private async Task<Publishing.Releases.Publication> PublishAsync(string version)
    {
        _workshop.Clock.Now += TimeSpan.FromMinutes(1);
        var publication = await _workshop.PublishAsync(version);
        Age();
        return publication;
    }

    private async Task CommitAsync(Action<RepositoryEdit> change)
    {
        await _workshop.Repository.CommitAsync(
            edit =>
            {
                change(edit);
                return Task.CompletedTask;
            },
            progress: null,
            CancellationToken.None);
        Age();
    }

    /// <summary>A publication that changes no release, so that the timestamp is of now.</summary>
    private Task RenewAsync() => CommitAsync(edit => edit.Put(ReleasePaths.RolloutRole, "rollout/other.json", StoreContent.Of(Encoding.UTF8.GetBytes($"{edit.Time}"))));

    /// <summary>Lets the store's files be as old as the test's clock says.</summary>
    private void Age()
    {
        foreach (var file in Directory.EnumerateFiles(_workshop.StoreFolder, "*", SearchOption.AllDirectories).Where(_aged.Add))
        {
            File.SetLastWriteTimeUtc(file, _workshop.Clock.Now.UtcDateTime);
        }
    }

    private async Task<(string Path, Sha256Digest Digest)> OrphanAsync(string folder, string name, string content, TimeSpan age)
    {
        var digest = Sha256Digest.Of(Encoding.UTF8.GetBytes(content));
        var path = $"targets/{folder}/{digest}.{name}";
        await WriteAsync(path, content);
        File.SetLastWriteTimeUtc(Path.Combine(_workshop.StoreFolder, path), (_workshop.Clock.Now - age).UtcDateTime);
        return (path, digest);
    }

    private async Task WriteAsync(string path, string content)
    {
        await new FolderStore(_workshop.StoreFolder).CreateAsync(path, StoreContent.Of(Encoding.UTF8.GetBytes(content)), CancellationToken.None);
        File.SetLastWriteTimeUtc(Path.Combine(_workshop.StoreFolder, path), (_workshop.Clock.Now - TimeSpan.FromDays(90)).UtcDateTime);
    }

    private static string Staging(string format, string path, Sha256Digest digest)
    {
        var signed = new Targets { Version = 2, Expires = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) }.ToJson();
        signed["targets"] = new JsonObject { [path] = new JsonObject { ["length"] = 6, ["hashes"] = new JsonObject { ["sha256"] = digest.ToString() } } };
        return new JsonObject
        {
            ["format"] = format,
            ["base"] = new JsonObject { ["timestamp"] = 1, ["roles"] = new JsonObject { ["canary"] = 1 } },
            ["roles"] = new JsonObject { ["canary"] = new JsonObject { ["signatures"] = new JsonArray(), ["signed"] = signed } },
            ["created_at"] = 1_700_000_000,
        }.ToJsonString();
    }

    private string[] Versions() => [.. Directory.EnumerateDirectories(Path.Combine(_workshop.StoreFolder, "targets/releases")).Select(folder => Path.GetFileName(folder))];

    /// <summary>As a device does, with all checks and expiries, and besides it takes every file that any role lists.</summary>
    private async Task ReadEverythingAsync(ILocalMetadata local)
    {
        var store = new FolderStore(_workshop.StoreFolder);
        var timestamp = await store.ReadAsync("metadata/timestamp.json", MetadataLimits.TimestampBytes, CancellationToken.None);
        var client = await TufClient.StartAsync(
            _workshop.Repository.ReadTrustAnchor(), local, new RepositoryMirrors(new StoreSource(store, timestamp!.Bytes)), _workshop.Clock.Now, CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        foreach (var delegation in client.Trusted.Targets!.Delegations.Where(delegation => delegation.Name is "releases" or "canary" or "rollout"))
        {
            foreach (var file in (await client.LoadRoleAsync(delegation, CancellationToken.None)).Files.Values)
            {
                await client.ReadTargetAsync(file, file.Length, CancellationToken.None);
            }
        }
    }
}
