using System.Text;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.Tests.Stores;

/// <summary>What every store promises. Each implementation runs all of it.</summary>
public abstract class ReleaseStoreContract
{
    protected abstract IReleaseStore Store { get; }

    [Fact]
    public async Task An_object_that_is_not_there_is_null()
    {
        Assert.Null(await Store.OpenAsync("metadata/1.root.json", CancellationToken.None));
        Assert.Null(await Store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None));
    }

    [Fact]
    public async Task An_object_is_written_once()
    {
        Assert.Equal(WriteOnce.Created, await Store.CreateAsync("targets/a/b", Content("one"), CancellationToken.None));
        Assert.Equal(WriteOnce.AlreadyThere, await Store.CreateAsync("targets/a/b", Content("one"), CancellationToken.None));
        Assert.Equal(WriteOnce.Differs, await Store.CreateAsync("targets/a/b", Content("two"), CancellationToken.None));

        Assert.Equal("one", await TextAsync("targets/a/b"));
    }

    [Fact]
    public async Task Of_many_writers_of_one_object_one_creates_it()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Store.CreateAsync("metadata/2.snapshot.json", Content($"{i}"), CancellationToken.None))));

        Assert.Single(results, WriteOnce.Created);
        Assert.Equal(15, results.Count(result => result == WriteOnce.Differs));
    }

    [Fact]
    public async Task An_object_is_replaced_only_in_the_state_it_was_read_in()
    {
        Assert.True(await Store.TryReplaceAsync("metadata/timestamp.json", Content("1"), expectedTag: null, CancellationToken.None));
        var first = await Store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None);

        Assert.False(await Store.TryReplaceAsync("metadata/timestamp.json", Content("x"), expectedTag: null, CancellationToken.None));
        Assert.True(await Store.TryReplaceAsync("metadata/timestamp.json", Content("2"), first!.Tag, CancellationToken.None));
        Assert.False(await Store.TryReplaceAsync("metadata/timestamp.json", Content("3"), first.Tag, CancellationToken.None));

        Assert.Equal("2", await TextAsync("metadata/timestamp.json"));
    }

    [Fact]
    public async Task P1_of_many_writers_that_read_one_state_one_replaces_it()
    {
        await Store.TryReplaceAsync("metadata/timestamp.json", Content("0"), expectedTag: null, CancellationToken.None);
        var tag = (await Store.ReadAsync("metadata/timestamp.json", 100, CancellationToken.None))!.Tag;

        var results = await Task.WhenAll(Enumerable.Range(1, 16).Select(i => Task.Run(() => Store.TryReplaceAsync("metadata/timestamp.json", Content($"{i}"), tag, CancellationToken.None))));

        Assert.Single(results, true);
    }

    [Fact]
    public async Task Content_that_changed_after_it_was_hashed_is_not_stored()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "as it is now");

        var refusal = await Assert.ThrowsAsync<InputException>(() =>
            Store.CreateAsync("targets/a/changed", StoreContent.OfFile(file, 12, Sha256Digest.Of("as it was..."u8)), CancellationToken.None));

        File.Delete(file);
        Assert.Equal("SLP1032", refusal.Code);
        Assert.Null(await Store.OpenAsync("targets/a/changed", CancellationToken.None));
    }

    protected static StoreContent Content(string text) => StoreContent.Of(Encoding.UTF8.GetBytes(text));

    private async Task<string> TextAsync(string path)
    {
        await using var stream = await Store.OpenAsync(path, CancellationToken.None);
        return await new StreamReader(stream!).ReadToEndAsync();
    }
}
