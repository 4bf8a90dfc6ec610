using Slipway.Publishing.Mirroring;
using Slipway.Publishing.Tests.Releases;
using Slipway.Storage;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Mirroring;

public sealed class RepositoryMirrorTests : IAsyncLifetime
{
    private static readonly CopySelection Canary = new([ReleaseWorkshop.Canary], []);
    private static readonly CopySelection Stable = new([ReleaseWorkshop.Stable], []);

    private ReleaseWorkshop _workshop = null!;

    private string Folder => _workshop["mirror"];

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        await _workshop.PublishAsync("1.4.0");
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task B22_A_mirror_serves_devices_and_a_second_run_copies_nothing()
    {
        var first = await MirrorAsync();
        var second = await MirrorAsync();

        Assert.Equal("1.4.0", await ReadAsync());
        Assert.Equal((first.Copied, 0), (second.Kept, second.Copied));
    }

    [Fact]
    public async Task B22_A_run_after_a_publication_copies_what_is_new()
    {
        await MirrorAsync();
        await _workshop.PublishAsync("1.4.1");

        var second = await MirrorAsync();

        // Offer, rollout, manifest, signature, payload; releases, canary, rollout, snapshot, timestamp.
        Assert.Equal((10, "1.4.1"), (second.Copied, await ReadAsync()));
    }

    [Fact]
    public async Task B22_Killed_after_any_copy_devices_read_the_old_or_the_new_state_and_the_next_run_completes_it()
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1", rollback: "1.4.0"));
        await MirrorAsync();
        var known = new DeviceOf(_workshop, ReleaseWorkshop.Canary);
        await known.ReadAllAsync(new FolderSource(Folder));
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", rollback: "1.4.1"));

        var seen = new List<string>();
        for (var files = 0; !await TryMirrorAsync(files); files++)
        {
            seen.Add(await ReadAsync());
            Assert.Equal(seen[^1], await known.ReadAllAsync(new FolderSource(Folder)));
        }

        Assert.True(seen.Count > 10, $"it died {seen.Count} times");
        Assert.Equal(["1.4.1", "1.4.2"], seen.Distinct());
        Assert.Equal("1.4.2", await known.ReadAllAsync(new FolderSource(Folder)));
    }

    [Fact]
    public async Task B22_What_rotted_in_the_mirror_is_copied_again()
    {
        await MirrorAsync();
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("lock", StringComparison.Ordinal) && !file.EndsWith("root.json", StringComparison.Ordinal)).ToArray();
        foreach (var file in files)
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }

        var again = await MirrorAsync();

        Assert.Equal((files.Length, "1.4.0"), (again.Copied, await ReadAsync()));
    }

    [Fact]
    public async Task B22_Prune_leaves_what_the_state_before_named_until_the_next_run()
    {
        await MirrorAsync();
        await _workshop.PublishAsync("1.4.1");
        var half = Path.Combine(Folder, "targets", AtomicFile.TemporaryPrefix + "half");
        await File.WriteAllTextAsync(half, "ha");
        string Bundle(string version) => Path.Combine(Folder, "targets/releases", version, "linux-x64");

        Assert.Equal(0, (await MirrorAsync()).Deleted);

        // 1.4.2 goes back to 1.4.1 and names 1.4.0 no more, but the state before did.
        await _workshop.PublishAsync("1.4.2");
        await MirrorAsync(prunes: true);
        Assert.Equal(3, Directory.GetFiles(Bundle("1.4.0")).Length);
        Assert.False(File.Exists(half));

        await MirrorAsync(prunes: true);
        Assert.Empty(Directory.GetFiles(Bundle("1.4.0")));
        Assert.Equal(3, Directory.GetFiles(Bundle("1.4.1")).Length);
        Assert.Equal("1.4.2", await ReadAsync());
        Assert.Equal(0, (await MirrorAsync(prunes: true)).Deleted);
    }

    [Fact]
    public async Task B22_Prune_deletes_no_file_of_others_and_follows_no_link()
    {
        var foreign = Path.Combine(_workshop["foreign"], $"{new string('a', 64)}.linked");
        Directory.CreateDirectory(_workshop["foreign"]);
        await File.WriteAllTextAsync(foreign, "kept");
        await MirrorAsync();
        Directory.CreateSymbolicLink(Path.Combine(Folder, "targets", "link"), _workshop["foreign"]);
        string[] others = [Path.Combine(Folder, "targets", "index.html"), Path.Combine(Folder, "metadata", "README"), foreign];
        await File.WriteAllTextAsync(others[0], "kept");
        await File.WriteAllTextAsync(others[1], "kept");

        Assert.Equal(0, (await MirrorAsync(prunes: true)).Deleted);

        Assert.All(others, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public async Task J3_What_the_builder_may_not_list_is_not_copied_and_nothing_is_written_outside()
    {
        var repository = new RepositorySimulator();
        var releases = new ReleaseSimulator(repository);
        var release = releases.AddBundle("1.4.0");
        repository.AddTarget("releases", "releases/1.4.0/linux-x64/../../../../../escaped/file", [1]);
        releases.Add(ReleaseSimulator.Offer("stable", release));
        releases.Add(ReleaseSimulator.Rollout("stable", release));

        using var origin = await OriginOfAsync(repository);
        await new RepositoryMirror(_workshop["inside/mirror"]).UpdateAsync(origin, Stable, prunes: false, progress: null, CancellationToken.None);

        Assert.False(Directory.Exists(_workshop["inside/escaped"]));
        Assert.True(File.Exists(_workshop["inside/mirror/metadata/timestamp.json"]));
    }

    [Theory]
    [InlineData("..\\..\\file")]
    [InlineData("C:file")]
    public async Task J3_A_name_that_is_a_path_elsewhere_is_refused(string name)
    {
        var repository = new RepositorySimulator();
        var releases = new ReleaseSimulator(repository);
        var release = releases.AddBundle("1.4.0");
        repository.AddTarget("releases", $"releases/1.4.0/linux-x64/{name}", [1]);
        releases.Add(ReleaseSimulator.Offer("stable", release));

        using var origin = await OriginOfAsync(repository);
        var refusal = await Assert.ThrowsAsync<TrustException>(() => PackExporter.WriteAsync(origin, Stable, _workshop["a.pack"], progress: null, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
        Assert.False(File.Exists(_workshop["a.pack"]));
    }

    private async Task<CopyOrigin> OriginOfAsync(RepositorySimulator repository)
    {
        repository.Publish();
        foreach (var (path, bytes) in repository.Files)
        {
            var place = Path.Combine(_workshop["simulated"], Path.GetRelativePath("/", Path.GetFullPath(Uri.UnescapeDataString(path), "/")));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            await File.WriteAllBytesAsync(place, bytes);
        }

        await File.WriteAllBytesAsync(_workshop["simulated.root.json"], repository.TrustAnchor);
        return CopyOrigin.OfAddress(RepositoryAddress.Of(new Uri(_workshop["simulated"])), _workshop["simulated.root.json"], _workshop.Clock);
    }

    [Fact]
    public async Task A1_A_repository_that_went_back_in_time_does_not_take_the_mirror_with_it()
    {
        var yesterday = _workshop.CopyStore();
        await _workshop.PublishAsync("1.4.1");
        await MirrorAsync();

        using var origin = CopyOrigin.OfAddress(RepositoryAddress.Of(yesterday.Address), _workshop["trust_anchor.json"], _workshop.Clock);
        var refusal = await Assert.ThrowsAsync<TrustException>(() => new RepositoryMirror(Folder).UpdateAsync(origin, Canary, prunes: true, progress: null, CancellationToken.None));

        Assert.Equal((TrustFailure.Rollback, "1.4.1"), (refusal.Failure, await ReadAsync()));
    }

    [Fact]
    public async Task B22_A_folder_of_another_repository_is_left_alone()
    {
        await MirrorAsync();
        using var other = await ReleaseWorkshop.CreateAsync();
        await other.PublishAsync("9.9.9");

        using var origin = await CopyOrigin.OfStoreAsync(other.Repository, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => new RepositoryMirror(Folder).UpdateAsync(origin, Canary, prunes: true, progress: null, CancellationToken.None));

        Assert.Equal((StoreFailure.ImmutableObjectDiffers, "1.4.0"), (refusal.Failure, await ReadAsync()));
    }

    [Fact]
    public async Task B22_The_store_itself_is_no_mirror()
    {
        using var origin = await CopyOrigin.OfStoreAsync(_workshop.Repository, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<InputException>(
            () => new RepositoryMirror(_workshop.StoreFolder + "/").UpdateAsync(origin, Canary, prunes: true, progress: null, CancellationToken.None));

        Assert.Equal(InputFailure.OptionInvalid, refusal.Failure);
    }

    [Fact]
    public async Task B22_Two_runs_at_once_are_one_and_a_refusal()
    {
        await MirrorAsync();
        using var alone = FileLock.TryAcquire(Path.Combine(Folder, ".slipway-lock"));

        var refusal = await Assert.ThrowsAsync<StoreException>(() => MirrorAsync());

        Assert.Equal(StoreFailure.Unavailable, refusal.Failure);
    }

    [Fact]
    public async Task B22_A_mirror_of_a_mirror_is_a_mirror()
    {
        await MirrorAsync();

        using var origin = CopyOrigin.OfAddress(RepositoryAddress.Of(new Uri($"file://{Folder}")), _workshop["trust_anchor.json"], _workshop.Clock);
        var second = new RepositoryMirror(_workshop["second"]);
        await second.UpdateAsync(origin, Canary, prunes: false, progress: null, CancellationToken.None);

        Assert.Equal("1.4.0", await new DeviceOf(_workshop, ReleaseWorkshop.Canary).ReadAllAsync(new FolderSource(_workshop["second"])));
    }

    private Task<string> ReadAsync() => new DeviceOf(_workshop, ReleaseWorkshop.Canary).ReadAllAsync(new FolderSource(Folder));

    private async Task<MirrorRun> MirrorAsync(bool prunes = false, IProgress<OperationProgress>? progress = null)
    {
        using var origin = await CopyOrigin.OfStoreAsync(_workshop.Repository, CancellationToken.None);
        return await new RepositoryMirror(Folder).UpdateAsync(origin, Canary, prunes, progress, CancellationToken.None);
    }

    private async Task<bool> TryMirrorAsync(int files)
    {
        try
        {
            await MirrorAsync(prunes: true, new DyingProgress(files));
            return true;
        }
        catch (PublisherDiedException)
        {
            return false;
        }
    }
}
