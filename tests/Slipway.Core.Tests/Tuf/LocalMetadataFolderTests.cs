using Slipway.Storage;
using Slipway.Tuf;

namespace Slipway.Core.Tests.Tuf;

public sealed class LocalMetadataFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_known_where_there_is_no_folder()
    {
        var local = new LocalMetadataFolder(_folder["none"]);

        Assert.Null(await local.ReadAsync(LocalFile.Role("root"), CancellationToken.None));
        local.Delete(LocalFile.Role("root"));
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task C3_a_file_is_replaced_as_a_whole_and_nothing_is_left_beside_it()
    {
        var local = new LocalMetadataFolder(_folder["state"]);
        await local.WriteAsync(LocalFile.Role("timestamp"), "the first and longer one"u8.ToArray(), CancellationToken.None);
        using var reader = File.OpenRead(Path.Combine(_folder["state"], "timestamp.json"));

        await local.WriteAsync(LocalFile.Role("timestamp"), "the second"u8.ToArray(), CancellationToken.None);

        Assert.Equal("the second"u8.ToArray(), await local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None));
        Assert.Equal("the first and longer one", new StreamReader(reader).ReadToEnd());
        Assert.Equal(["timestamp.json"], Directory.EnumerateFileSystemEntries(_folder["state"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task C3_what_a_power_cut_left_behind_is_no_metadata()
    {
        File.WriteAllText(_folder[AtomicFile.TemporaryPrefix + "1234"], "half a ti");
        var local = new LocalMetadataFolder(_folder.Path);

        Assert.Null(await local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None));
        await local.WriteAsync(LocalFile.Role("timestamp"), "whole"u8.ToArray(), CancellationToken.None);
        Assert.Equal("whole"u8.ToArray(), await local.ReadAsync(LocalFile.Role("timestamp"), CancellationToken.None));
    }

    [Fact]
    public async Task C3_a_write_that_is_cancelled_leaves_the_old_file()
    {
        var local = new LocalMetadataFolder(_folder.Path);
        await local.WriteAsync(LocalFile.Role("root"), "old"u8.ToArray(), CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => local.WriteAsync(LocalFile.Role("root"), "new"u8.ToArray(), new CancellationToken(canceled: true)));

        Assert.Equal("old"u8.ToArray(), await local.ReadAsync(LocalFile.Role("root"), CancellationToken.None));
        Assert.Equal(["root.json"], _folder.Names);
    }

    [Fact]
    public async Task What_is_deleted_is_gone()
    {
        var local = new LocalMetadataFolder(_folder.Path);
        await local.WriteAsync(LocalFile.Role("snapshot"), "x"u8.ToArray(), CancellationToken.None);

        local.Delete(LocalFile.Role("snapshot"));

        Assert.Null(await local.ReadAsync(LocalFile.Role("snapshot"), CancellationToken.None));
    }

    [Fact]
    public async Task The_trust_anchor_lies_where_no_role_can_be()
    {
        var local = new LocalMetadataFolder(_folder.Path);

        await local.WriteAsync(LocalFile.TrustAnchor, "anchor"u8.ToArray(), CancellationToken.None);
        await local.WriteAsync(LocalFile.Role("trust_anchor"), "role"u8.ToArray(), CancellationToken.None);

        Assert.Equal("anchor"u8.ToArray(), await local.ReadAsync(LocalFile.TrustAnchor, CancellationToken.None));
        Assert.Equal(["trust_anchor", "trust_anchor.json"], _folder.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_whole_run_on_disk_is_found_by_the_next()
    {
        var repository = new RepositorySimulator();
        await new SimulatedDevice(repository) { Local = new LocalMetadataFolder(_folder.Path) }.RefreshAsync();
        repository.Requests.Clear();

        await new SimulatedDevice(repository) { Local = new LocalMetadataFolder(_folder.Path) }.RefreshAsync();

        Assert.Equal(["snapshot.json", "targets.json", "timestamp.json", "trust_anchor"], _folder.Names);
        Assert.Equal(2, repository.Requests.Count);
    }
}
