using System.Text;
using Slipway.Storage;

namespace Slipway.Core.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        await AtomicFile.WriteAsync(_folder["state"], "one"u8.ToArray(), CancellationToken.None);
        await AtomicFile.WriteAsync(_folder["state"], "two"u8.ToArray(), CancellationToken.None);

        Assert.Equal("two", File.ReadAllText(_folder["state"]));
        Assert.Equal(["state"], _folder.Names);

        AtomicFile.Write(_folder["state"], "three"u8);

        Assert.Equal("three", File.ReadAllText(_folder["state"]));
        Assert.Equal(["state"], _folder.Names);
    }

    [Theory]
    [InlineData("600")]
    [InlineData("666")]
    [InlineData("755")]
    public async Task A_file_has_exactly_the_permissions_that_were_asked_for_whatever_the_umask(string octal)
    {
        var mode = (UnixFileMode)Convert.ToInt32(octal, 8);
        await AtomicFile.WriteAsync(_folder["state"], "one"u8.ToArray(), CancellationToken.None);

        await AtomicFile.WriteAsync(_folder["state"], "two"u8.ToArray(), mode, CancellationToken.None);

        Assert.True(OperatingSystem.IsWindows() || mode == File.GetUnixFileMode(_folder["state"]));
    }

    [Fact]
    public async Task A_write_that_cannot_take_its_place_leaves_what_was_there_and_no_temporary_file()
    {
        Directory.CreateDirectory(_folder["state"]);

        await Assert.ThrowsAnyAsync<IOException>(() => AtomicFile.WriteAsync(_folder["state"], "one"u8.ToArray(), CancellationToken.None));

        Assert.Equal(["state"], _folder.Names);
        Assert.True(Directory.Exists(_folder["state"]));
    }

    [Fact]
    public async Task A_cancelled_write_leaves_what_was_there_and_no_temporary_file()
    {
        await AtomicFile.WriteAsync(_folder["state"], "one"u8.ToArray(), CancellationToken.None);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AtomicFile.WriteAsync(_folder["state"], "two"u8.ToArray(), new CancellationToken(canceled: true)));

        Assert.Equal("one", File.ReadAllText(_folder["state"]));
        Assert.Equal(["state"], _folder.Names);
    }

    [Fact]
    public async Task A_missing_folder_is_an_IOException() =>
        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => AtomicFile.WriteAsync(Path.Combine(_folder.Path, "no", "state"), Array.Empty<byte>(), CancellationToken.None));

    [Fact]
    public async Task A_reader_sees_one_version_or_the_other_and_never_half_of_one()
    {
        var versions = new[] { new string('a', 300_000), new string('b', 300_000) };
        AtomicFile.Write(_folder["state"], Encoding.ASCII.GetBytes(versions[0]));
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.Contains(File.ReadAllText(_folder["state"]), versions);
            }
        });

        for (var i = 0; i < 50; i++)
        {
            await AtomicFile.WriteAsync(_folder["state"], Encoding.ASCII.GetBytes(versions[i % 2]), CancellationToken.None);
        }

        await done.CancelAsync();
        await reader;
    }

    [Fact]
    public async Task Of_many_creators_one_succeeds_and_its_bytes_stay()
    {
        var creators = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
            (Number: i, IsFirst: await AtomicFile.TryCreateAsync(_folder["once"], BitConverter.GetBytes(i), UnixFileMode.UserRead, CancellationToken.None)))));

        var first = Assert.Single(creators, creator => creator.IsFirst);
        Assert.Equal(BitConverter.GetBytes(first.Number), File.ReadAllBytes(_folder["once"]));
        Assert.Equal(["once"], _folder.Names);
    }

    [Fact]
    public async Task What_exists_is_not_created_again()
    {
        File.WriteAllText(_folder["once"], "mine");

        Assert.False(await AtomicFile.TryCreateAsync(_folder["once"], "yours"u8.ToArray(), UnixFileMode.UserRead, CancellationToken.None));
        Assert.Equal("mine", File.ReadAllText(_folder["once"]));
    }
}
