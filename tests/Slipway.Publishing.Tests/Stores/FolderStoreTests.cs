using Slipway.Publishing.Stores;
using Slipway.Storage;

namespace Slipway.Publishing.Tests.Stores;

public sealed class FolderStoreTests : ReleaseStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IReleaseStore Store => new FolderStore(_folder["store"]);

    [Fact]
    public async Task Nothing_but_the_objects_and_the_lock_is_left()
    {
        await Store.CreateAsync("targets/a", Content("one"), CancellationToken.None);
        await Store.CreateAsync("targets/a", Content("two"), CancellationToken.None);
        await Store.TryReplaceAsync("timestamp.json", Content("1"), expectedTag: null, CancellationToken.None);
        await Store.TryReplaceAsync("timestamp.json", Content("2"), expectedTag: null, CancellationToken.None);

        var files = Directory.EnumerateFiles(_folder["store"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder["store"], file));

        Assert.Equal([".slipway-lock", "targets/a", "timestamp.json"], files.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("targets/../../outside")]
    [InlineData("targets/./a")]
    [InlineData("targets//a")]
    [InlineData("/outside")]
    [InlineData("targets\\a")]
    [InlineData("targets/a\0b")]
    [InlineData("")]
    public async Task A_path_that_is_none_is_refused_and_nothing_touched(string path)
    {
        await File.WriteAllTextAsync(_folder["outside"], "not the store's");

        var deleting = await Assert.ThrowsAsync<StoreException>(() => Store.DeleteAsync(path, CancellationToken.None));
        var reading = await Assert.ThrowsAsync<StoreException>(() => Store.OpenAsync(path, CancellationToken.None));
        var writing = await Assert.ThrowsAsync<StoreException>(() => Store.CreateAsync(path, Content("one"), CancellationToken.None));

        Assert.All([deleting, reading, writing], refusal => Assert.Equal(StoreFailure.PathInvalid, refusal.Failure));
        Assert.True(File.Exists(_folder["outside"]));
    }

    [Theory]
    [InlineData("770", "660")]
    [InlineData("777", "666")]
    [InlineData("755", "600")]
    public async Task Who_may_write_to_the_folder_may_take_its_lock(string folder, string expected)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Directory.CreateDirectory(_folder["store"]);
        File.SetUnixFileMode(_folder["store"], (UnixFileMode)Convert.ToInt32(folder, 8));

        await Store.TryReplaceAsync("timestamp.json", Content("1"), expectedTag: null, CancellationToken.None);

        Assert.Equal((UnixFileMode)Convert.ToInt32(expected, 8), File.GetUnixFileMode(_folder["store/.slipway-lock"]));
    }

    [Fact]
    public async Task A_folder_where_nothing_can_be_made_is_unavailable_and_says_where()
    {
        await File.WriteAllTextAsync(_folder["store"], "a file, not a folder");

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Store.CreateAsync("targets/a", Content("one"), CancellationToken.None));

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Contains(_folder["store"], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locks_and_what_is_being_written_are_not_listed_and_links_are_not_followed()
    {
        await Store.TryReplaceAsync("targets/a", Content("1"), expectedTag: null, CancellationToken.None);
        await File.WriteAllTextAsync(_folder["store/targets/.slipway-0123456789abcdef"], "half");
        await File.WriteAllTextAsync(_folder["outside"], "not the store's");
        File.CreateSymbolicLink(_folder["store/targets/link"], _folder["outside"]);
        Directory.CreateSymbolicLink(_folder["store/targets/loop"], _folder["store"]);

        var listed = await Store.ListAsync("", CancellationToken.None).Select(entry => entry.Path).ToArrayAsync();

        Assert.Equal(["targets/a"], listed);
    }

    [Fact]
    public async Task An_object_that_is_written_again_is_young_again()
    {
        await Store.CreateAsync("targets/a", Content("one"), CancellationToken.None);
        File.SetLastWriteTimeUtc(_folder["store/targets/a"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await Store.CreateAsync("targets/a", Content("one"), CancellationToken.None);

        var entry = await Store.ListAsync("targets/", CancellationToken.None).SingleAsync();
        Assert.True(entry.Modified.Year > 2020);
    }

    [Fact]
    public async Task A_publisher_that_waits_for_another_one_says_so_and_gives_up_after_a_while()
    {
        await Store.TryReplaceAsync("timestamp.json", Content("1"), expectedTag: null, CancellationToken.None);
        var tag = (await Store.ReadAsync("timestamp.json", 100, CancellationToken.None))!.Tag;
        var warnings = new List<string>();
        var store = new FolderStore(_folder["store"], new LockPatience(WarnAfter: 1, GiveUpAfter: 3), warnings.Add);
        StoreException refusal;

        using (FileLock.TryAcquire(_folder["store/.slipway-lock"]))
        {
            refusal = await Assert.ThrowsAsync<StoreException>(() => store.TryReplaceAsync("timestamp.json", Content("2"), tag, CancellationToken.None));
        }

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Equal($"waiting for another publisher, who holds {_folder["store/.slipway-lock"]}.", Assert.Single(warnings));
        Assert.True(await store.TryReplaceAsync("timestamp.json", Content("2"), tag, CancellationToken.None));
        Assert.Equal(2, Directory.GetFiles(_folder["store"]).Length);
    }

    [Fact]
    public async Task Folders_that_a_deletion_leaves_empty_go_too()
    {
        await Store.CreateAsync("targets/releases/1.0.0/linux-x64/a", Content("one"), CancellationToken.None);
        await Store.CreateAsync("targets/releases/1.1.0/linux-x64/a", Content("one"), CancellationToken.None);

        await Store.DeleteAsync("targets/releases/1.0.0/linux-x64/a", CancellationToken.None);

        Assert.Equal([_folder["store/targets/releases/1.1.0"]], Directory.GetDirectories(_folder["store/targets/releases"]));
    }

    public void Dispose() => _folder.Dispose();
}
