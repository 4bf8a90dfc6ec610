using Slipway.Storage;

namespace Slipway.Core.Tests.Storage;

public sealed class DurableTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_and_its_file_system_can_be_flushed()
    {
        Durable.FlushFolder(_folder.Path);
        Durable.FlushFileSystem(_folder.Path);
    }

    [Fact]
    public void What_does_not_exist_cannot_be_flushed()
    {
        const int noSuchEntry = 2;

        var folder = Assert.Throws<IOException>(() => Durable.FlushFolder(_folder["no"]));
        var fileSystem = Assert.Throws<IOException>(() => Durable.FlushFileSystem(_folder["no"]));

        Assert.Equal([noSuchEntry, noSuchEntry], [folder.HResult, fileSystem.HResult]);
        Assert.Contains(_folder["no"], folder.Message, StringComparison.Ordinal);
        Assert.False(Durable.IsDiskFull(folder));
    }

    [Fact]
    public void A_full_disk_is_told_from_other_failures()
    {
        // This device is always full.
        var full = Assert.ThrowsAny<IOException>(() => File.WriteAllBytes("/dev/full", new byte[1]));

        Assert.True(Durable.IsDiskFull(full));
        Assert.True(Durable.IsDiskFull(new IOException("quota", 122)));
        Assert.False(Durable.IsDiskFull(new IOException("something else", 5)));
        Assert.False(Durable.IsDiskFull(new FileNotFoundException()));
    }
}
