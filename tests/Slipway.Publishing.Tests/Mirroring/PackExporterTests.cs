using Slipway.Bundles;
using Slipway.Publishing.Mirroring;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Mirroring;

public sealed class PackExporterTests : IAsyncLifetime
{
    private static readonly CopySelection Canary = new([ReleaseWorkshop.Canary], []);

    private ReleaseWorkshop _workshop = null!;

    public async ValueTask InitializeAsync()
    {
        _workshop = await ReleaseWorkshop.CreateAsync();
        await _workshop.PublishAsync("1.4.0");
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.1", rollback: "1.4.0"));
    }

    public ValueTask DisposeAsync()
    {
        _workshop.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task B22_A_device_reads_from_a_pack_what_it_would_read_from_the_store()
    {
        var pack = await ExportAsync("a.pack");

        using var source = PackSource.Open(pack.File);
        Assert.Equal("1.4.1", await new DeviceOf(_workshop, ReleaseWorkshop.Canary).ReadAllAsync(source));
        Assert.Equal((Sha256Digest.Of(await File.ReadAllBytesAsync(pack.File)), new FileInfo(pack.File).Length), (pack.Digest, pack.Length));
    }

    [Fact]
    public async Task B22_The_same_state_gives_the_same_bytes()
    {
        var one = await ExportAsync("a.pack");
        _workshop.Clock.Now += TimeSpan.FromHours(1);
        var other = await ExportAsync("b.pack");

        Assert.Equal(one.Digest, other.Digest);
    }

    [Fact]
    public async Task B22_A_pack_holds_what_its_channel_and_runtime_need_and_nothing_else()
    {
        await _workshop.PublishBundlesAsync(await _workshop.PackAsync("1.4.2", rollback: "1.4.1"), await _workshop.PackAsync("1.4.2", runtime: "linux-arm64"));

        var pack = await ExportAsync("a.pack", Canary with { Runtimes = [ReleaseWorkshop.LinuxX64] });

        var names = await NamesAsync(pack.File);
        Assert.Contains(names, name => name.StartsWith("targets/releases/1.4.1/linux-x64/", StringComparison.Ordinal));
        Assert.Contains(names, name => name.StartsWith("targets/releases/1.4.2/linux-x64/", StringComparison.Ordinal));
        Assert.DoesNotContain(names, name => name.Contains("1.4.0", StringComparison.Ordinal) || name.Contains("arm64", StringComparison.Ordinal) || name.Contains("stable", StringComparison.Ordinal));
        Assert.Equal("metadata/timestamp.json", names[^1]);
    }

    [Fact]
    public async Task B22_A_channel_without_an_offer_gives_no_pack()
    {
        var nothing = await Assert.ThrowsAsync<StoreException>(() => ExportAsync("a.pack", new CopySelection([ReleaseWorkshop.Stable], [])));
        var notThere = await Assert.ThrowsAsync<StoreException>(() => ExportAsync("a.pack", Canary with { Runtimes = [RuntimeId.Parse("linux-arm")] }));

        Assert.Equal((StoreFailure.NotInChannel, StoreFailure.NotInChannel), (nothing.Failure, notThere.Failure));
        Assert.False(File.Exists(_workshop["a.pack"]));
    }

    [Fact]
    public async Task B22_What_a_device_would_refuse_is_not_packed_and_leaves_the_pack_that_was_there()
    {
        await File.WriteAllTextAsync(_workshop["a.pack"], "yesterday's");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_workshop.StoreFolder, "targets/releases/1.4.1/linux-x64"), "*payload*"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExportAsync("a.pack"));

        Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure);
        Assert.Equal("yesterday's", await File.ReadAllTextAsync(_workshop["a.pack"]));
        Assert.Empty(Directory.EnumerateFiles(_workshop.Folder, ".slipway-*"));
    }

    [Fact]
    public async Task B22_An_expired_repository_is_not_packed()
    {
        _workshop.Clock.Now += TimeSpan.FromDays(4);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExportAsync("a.pack"));

        Assert.Equal((TrustFailure.Expired, "timestamp"), (refusal.Failure, refusal.Subject));
    }

    private async Task<Pack> ExportAsync(string name, CopySelection? selection = null)
    {
        using var origin = await CopyOrigin.OfStoreAsync(_workshop.Repository, CancellationToken.None);
        return await PackExporter.WriteAsync(origin, selection ?? Canary, _workshop[name], progress: null, CancellationToken.None);
    }

    private static async Task<List<string>> NamesAsync(string pack)
    {
        await using var archive = new System.Formats.Tar.TarReader(File.OpenRead(pack));
        var names = new List<string>();
        while (await archive.GetNextEntryAsync() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
