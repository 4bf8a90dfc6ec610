using System.Runtime.CompilerServices;
using Slipway.Storage;

namespace Slipway.Publishing.Stores;

/// <summary>A repository in a folder: a share, a web server's root, a stick.</summary>
/// <remarks>
/// Objects appear whole. Write-once holds because a link that may not replace is one system call (on file systems that have links), and
/// compare-and-swap because writers take a lock file, which the system releases when its holder dies.
/// </remarks>
public sealed class FolderStore : IReleaseStore
{
    private const string LockName = ".slipway-lock";
    private const int MaxAttempts = 10;
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(5);

    private readonly string _folder;
    private readonly LockPatience _patience;
    private readonly Action<string>? _warn;

    /// <param name="folder">The repository's folder. It need not exist; writing makes it.</param>
    /// <param name="warn">Told, in a sentence, when another publisher keeps this one waiting.</param>
    public FolderStore(string folder, Action<string>? warn = null)
        : this(folder, LockPatience.Default, warn)
    {
    }

    internal FolderStore(string folder, LockPatience patience, Action<string>? warn)
    {
        _patience = patience;
        _warn = warn;
        _folder = Path.GetFullPath(folder);
        Address = ReleaseStores.OfFolder(_folder + Path.DirectorySeparatorChar);
    }

    /// <inheritdoc/>
    public Uri Address { get; }

    /// <inheritdoc/>
    public Task<Stream?> OpenAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<Stream?>(new FileStream(FileOf(path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("read", path, failure);
        }
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> ReadAsync(string path, long limit, CancellationToken cancellation)
    {
        await using var stream = await OpenAsync(path, cancellation);
        if (stream is null)
        {
            return null;
        }

        if (stream.Length > limit)
        {
            throw new StoreException(StoreFailure.Unavailable, $"{FileOf(path)} has {stream.Length} bytes: expected at most {limit}.");
        }

        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return new StoredObject(bytes, Sha256Digest.Of(bytes).ToString());
    }

    /// <inheritdoc/>
    public async Task<WriteOnce> CreateAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        if (await CompareAsync(path, content, cancellation) is { } existing)
        {
            if (existing == WriteOnce.AlreadyThere)
            {
                MakeYoung(path);
            }

            return existing;
        }

        try
        {
            using var file = await WriteAsync(path, content, cancellation);
            return file.TryCreate() ? WriteOnce.Created : await CompareAsync(path, content, cancellation) ?? WriteOnce.Differs;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("written", path, failure);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> TryReplaceAsync(string path, StoreContent content, string? expectedTag, CancellationToken cancellation)
    {
        try
        {
            using var file = await WriteAsync(path, content, cancellation);
            using var writers = await LockAsync(cancellation);
            var current = await ReadAsync(path, long.MaxValue, cancellation);
            if (current?.Tag != expectedTag)
            {
                return false;
            }

            file.Replace();
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("written", path, failure);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var entry in await Task.Run(() => FolderListing.Read(_folder, prefix, cancellation), cancellation))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Folders that become empty go too: in a store of objects there are none.</remarks>
    public Task DeleteAsync(string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            File.Delete(FileOf(path));
            RemoveEmptyFolders(Path.GetDirectoryName(FileOf(path))!);
        }
        catch (DirectoryNotFoundException)
        {
            // What is not there need not be deleted.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unavailable("deleted", path, failure);
        }

        return Task.CompletedTask;
    }

    private void RemoveEmptyFolders(string folder)
    {
        while (folder.Length > _folder.Length && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // A publisher has just put something there.
                return;
            }

            folder = Path.GetDirectoryName(folder)!;
        }
    }

    /// <summary>Holders of the lock read and rename one small file. One that takes longer hangs, or was stopped.</summary>
    private async Task<FileLock> LockAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(_folder, LockName);
        for (var pauses = 0; pauses < _patience.GiveUpAfter; pauses++)
        {
            if (FileLock.TryAcquire(path, OthersWho(_folder)) is { } held)
            {
                return held;
            }

            if (pauses == _patience.WarnAfter)
            {
                _warn?.Invoke($"waiting for another publisher, who holds {path}.");
            }

            await Task.Delay(LockPause, cancellation);
        }

        throw new StoreException(StoreFailure.Unavailable, $"{path} is held by another publisher: expected it to be free within a minute. Nothing was published.")
        {
            Hint = "Look for a 'slipway' that hangs on this store, then run it again. The lock goes with its process; do not delete the file.",
        };
    }

    /// <summary>Whoever may write to the folder must be able to take its lock.</summary>
    private static UnixFileMode OthersWho(string folder)
    {
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(folder);
        return (mode.HasFlag(UnixFileMode.GroupWrite) ? UnixFileMode.GroupRead | UnixFileMode.GroupWrite : UnixFileMode.None)
            | (mode.HasFlag(UnixFileMode.OtherWrite) ? UnixFileMode.OtherRead | UnixFileMode.OtherWrite : UnixFileMode.None);
    }

    /// <summary>As far as it goes: a file of another user stays as old as it is.</summary>
    private void MakeYoung(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(FileOf(path), TimeProvider.System.GetUtcNow().UtcDateTime);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It is there with the right bytes, which is what was asked for.
        }
    }

    private async Task<WriteOnce?> CompareAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        await using var existing = await OpenAsync(path, cancellation);
        if (existing is null)
        {
            return null;
        }

        return existing.Length == content.Length && await Sha256Digest.OfAsync(existing, cancellation) == content.Digest
            ? WriteOnce.AlreadyThere
            : WriteOnce.Differs;
    }

    /// <summary>Copies beside the object's place. What arrives is hashed: a file that changed since it was signed for is not published.</summary>
    private async Task<TemporaryFile> WriteAsync(string path, StoreContent content, CancellationToken cancellation)
    {
        var file = Begin(FileOf(path));
        try
        {
            await CopyAsync(content, file.Content, cancellation);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A folder that was empty may be removed by who deletes, between its making and its first file.</summary>
    private static TemporaryFile Begin(string file)
    {
        for (var attempt = 1; ; attempt++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            try
            {
                return new TemporaryFile(file, mode: null);
            }
            catch (DirectoryNotFoundException) when (attempt < MaxAttempts)
            {
            }
        }
    }

    private static async Task CopyAsync(StoreContent content, Stream destination, CancellationToken cancellation)
    {
        await using var source = new ContentReader(content);
        var buffer = new byte[256 * 1024];
        var written = 0L;
        while (await source.ReadBlockAsync(buffer, cancellation) is > 0 and var count)
        {
            await destination.WriteAsync(buffer.AsMemory(0, count), cancellation);
            content.Written?.Invoke(written += count);
        }
    }

    /// <summary>Whoever asks should have looked at the path; what leaves the folder must not depend on it.</summary>
    private string FileOf(string path)
    {
        StorePath.Require(path);
        return Path.Combine([_folder, .. path.Split('/')]);
    }

    private StoreException Unavailable(string verb, string path, Exception failure) =>
        failure is IOException io && Durable.IsDiskFull(io)
            ? new(StoreFailure.Full, $"{FileOf(path)} cannot be {verb}: the disk is full.", failure)
            : new(StoreFailure.Unavailable, $"{FileOf(path)} cannot be {verb}: {failure.Message}", failure)
            {
                Hint = "Check the address of the store and the permissions of its folder.",
            };
}
