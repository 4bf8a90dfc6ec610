using Slipway.Publishing.Stores;

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

    [Fact]
    public async Task A_folder_where_nothing_can_be_made_is_unavailable_and_says_where()
    {
        await File.WriteAllTextAsync(_folder["store"], "a file, not a folder");

        var refusal = await Assert.ThrowsAsync<StoreException>(() => Store.CreateAsync("targets/a", Content("one"), CancellationToken.None));

        Assert.Equal("SLP3005", refusal.Code);
        Assert.Contains(_folder["store"], refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
