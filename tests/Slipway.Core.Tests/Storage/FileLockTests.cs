using System.Diagnostics;
using Slipway.Storage;

namespace Slipway.Core.Tests.Storage;

public sealed class FileLockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_has_the_lock_until_it_is_disposed()
    {
        using (var first = FileLock.TryAcquire(_folder["lock"]))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryAcquire(_folder["lock"]));
        }

        using var second = FileLock.TryAcquire(_folder["lock"]);
        Assert.NotNull(second);
    }

    [Fact]
    public void Another_process_is_kept_out_and_its_death_releases_the_lock()
    {
        using (FileLock.TryAcquire(_folder["lock"]))
        {
            Assert.Equal("taken\n", Shell.Run(_folder, "flock -n lock true && echo free || echo taken"));
        }

        // One process, so that nobody else holds the lock a moment longer.
        using var holder = Process.Start(new ProcessStartInfo("flock", ["--no-fork", "lock", "sh", "-c", "echo held; exec cat"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Assert.Null(FileLock.TryAcquire(_folder["lock"]));

        holder.Kill();
        holder.WaitForExit();
        using var free = FileLock.TryAcquire(_folder["lock"]);

        Assert.NotNull(free);
    }

    [Fact]
    public void A_child_process_does_not_inherit_the_lock()
    {
        Process child;
        using (FileLock.TryAcquire(_folder["lock"]))
        {
            child = Process.Start(new ProcessStartInfo("cat") { RedirectStandardInput = true })!;
        }

        using var again = FileLock.TryAcquire(_folder["lock"]);
        child.StandardInput.Close();
        child.WaitForExit();
        child.Dispose();

        Assert.NotNull(again);
    }

    [Fact]
    public void A_missing_folder_is_no_taken_lock() =>
        Assert.Throws<DirectoryNotFoundException>(() => FileLock.TryAcquire(Path.Combine(_folder.Path, "no", "lock")));
}
