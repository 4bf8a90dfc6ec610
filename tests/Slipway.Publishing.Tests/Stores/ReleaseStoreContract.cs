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

    [Fact]
    public async Task Objects_are_listed_by_the_beginning_of_their_paths()
    {
        var before = DateTimeOffset.UtcNow.AddMinutes(-1);
        await Store.CreateAsync("targets/releases/1.0.0/a", Content("one"), CancellationToken.None);
        await Store.CreateAsync("targets/releases/1.0.0-rc.1/b", Content("three"), CancellationToken.None);
        await Store.CreateAsync("metadata/1.root.json", Content("{}"), CancellationToken.None);
        await Store.TryReplaceAsync("metadata/timestamp.json", Content("1"), expectedTag: null, CancellationToken.None);

        Assert.Equal(["targets/releases/1.0.0-rc.1/b", "targets/releases/1.0.0/a"], await PathsAsync("targets/"));
        Assert.Equal(["targets/releases/1.0.0-rc.1/b", "targets/releases/1.0.0/a"], await PathsAsync("targets/releases/1.0.0"));
        Assert.Equal(["targets/releases/1.0.0/a"], await PathsAsync("targets/releases/1.0.0/"));
        Assert.Equal(["metadata/1.root.json", "metadata/timestamp.json"], await PathsAsync("metadata/"));
        Assert.Equal(4, (await PathsAsync("")).Length);
        Assert.Empty(await PathsAsync("staging/"));

        var entry = await Store.ListAsync("targets/releases/1.0.0-rc.1/", CancellationToken.None).SingleAsync();
        Assert.Equal(5, entry.Length);
        Assert.InRange(entry.Modified, before, DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_store_that_was_never_written_to_lists_nothing() => Assert.Empty(await PathsAsync("metadata/"));

    [Fact]
    public async Task What_was_deleted_is_gone_and_may_be_written_again()
    {
        await Store.CreateAsync("targets/a/b", Content("one"), CancellationToken.None);
        await Store.CreateAsync("targets/a/c", Content("one"), CancellationToken.None);

        await Store.DeleteAsync("targets/a/b", CancellationToken.None);
        await Store.DeleteAsync("targets/a/b", CancellationToken.None);
        await Store.DeleteAsync("targets/never/there", CancellationToken.None);

        Assert.Equal(["targets/a/c"], await PathsAsync(""));
        Assert.Null(await Store.OpenAsync("targets/a/b", CancellationToken.None));
        Assert.Equal(WriteOnce.Created, await Store.CreateAsync("targets/a/b", Content("two"), CancellationToken.None));
    }

    [Fact]
    public async Task Writers_are_not_disturbed_by_one_who_deletes()
    {
        using var done = new CancellationTokenSource();
        var deleter = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await Store.DeleteAsync("targets/a/b/other", CancellationToken.None);
            }
        });

        for (var i = 0; i < 100; i++)
        {
            await Store.CreateAsync($"targets/a/b/{i}", Content("one"), CancellationToken.None);
            await Store.DeleteAsync($"targets/a/b/{i}", CancellationToken.None);
        }

        await done.CancelAsync();
        await deleter;
        Assert.Empty(await PathsAsync("targets/"));
    }

    protected static StoreContent Content(string text) => StoreContent.Of(Encoding.UTF8.GetBytes(text));

    private async Task<string[]> PathsAsync(string prefix) =>
        await Store.ListAsync(prefix, CancellationToken.None).Select(entry => entry.Path).Order(StringComparer.Ordinal).ToArrayAsync();

    protected async Task<string> TextAsync(string path)
    {
        await using var stream = await Store.OpenAsync(path, CancellationToken.None);
        return await new StreamReader(stream!).ReadToEndAsync();
    }
}
