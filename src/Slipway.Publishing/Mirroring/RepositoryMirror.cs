using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Slipway.Publishing.Repository;
using Slipway.Storage;

namespace Slipway.Publishing.Mirroring;

/// <summary>A folder that holds what the devices of some channels read, for a web server or a broker near them.</summary>
/// <remarks>Whoever reads it meanwhile sees the state before or the new one: every file appears whole, after those that it names, and <c>timestamp.json</c> last.</remarks>
/// <param name="folder">The folder. It need not exist.</param>
public sealed partial class RepositoryMirror(string folder)
{
    private const string LockName = ".slipway-lock";

    private readonly string _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    /// <summary>Copies what is missing or damaged. An interrupted run is completed by the next one.</summary>
    /// <param name="origin">The repository.</param>
    /// <param name="selection">Whose devices it is for.</param>
    /// <param name="prunes">Whether to delete files of a repository that neither this state nor the one before the run names. What else lies in the folder stays.</param>
    /// <param name="progress">Told of the bytes that are in place.</param>
    /// <param name="cancellation">Stops it between two files, or inside of one.</param>
    /// <exception cref="TrustException">A device would refuse the repository, or it is older than the mirror. Nothing has changed.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ImmutableObjectDiffers"/>: the folder mirrors another repository. <see cref="StoreFailure.Unavailable"/>: another run is at work.</exception>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: the folder is the repository itself.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<MirrorRun> UpdateAsync(
        CopyOrigin origin, CopySelection selection, bool prunes, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        if (origin.Folder == _folder)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{_folder} is the repository itself: expected another folder.");
        }

        Directory.CreateDirectory(_folder);
        using var alone = FileLock.TryAcquire(Path.Combine(_folder, LockName))
            ?? throw new StoreException(StoreFailure.Unavailable, $"Another 'slipway mirror' is at work in {_folder}.");
        var files = await origin.ReadAsync(selection, await ReadTimestampAsync(cancellation), cancellation);
        await RequireSameRepositoryAsync(files.FirstRoot, cancellation);
        var outgoing = prunes ? await ReadOwnAsync(origin, selection, cancellation) : [];

        var (copied, copiedBytes, done) = (0, 0L, 0L);
        foreach (var file in files.InOrder)
        {
            if (!await IsInPlaceAsync(file, cancellation))
            {
                await CopyAsync(file, cancellation);
                (copied, copiedBytes) = (copied + 1, copiedBytes + file.Length);
            }

            done += file.Length;
            progress?.Report(new OperationProgress("mirroring", done, files.Length));
        }

        var deleted = prunes ? Prune([.. outgoing, .. files.InOrder.Select(file => file.Path)]) : 0;
        return new MirrorRun(_folder, copied, copiedBytes, files.InOrder.Length - copied, deleted);
    }

    private async Task<byte[]?> ReadTimestampAsync(CancellationToken cancellation) =>
        PlaceOf(RepositoryFiles.Timestamp) is var file && File.Exists(file) ? await File.ReadAllBytesAsync(file, cancellation) : null;

    private async Task RequireSameRepositoryAsync(RepositoryFile firstRoot, CancellationToken cancellation)
    {
        if (File.Exists(PlaceOf(firstRoot.Path)) && !await IsInPlaceAsync(firstRoot, cancellation))
        {
            throw new StoreException(StoreFailure.ImmutableObjectDiffers, $"{_folder} mirrors another repository: its {firstRoot.Path} is another one.")
            {
                Hint = "Name another folder, or an empty one.",
            };
        }
    }

    /// <summary>What the mirror names now: whoever began to read it goes on to find that until the next run.</summary>
    private async Task<IEnumerable<string>> ReadOwnAsync(CopyOrigin origin, CopySelection selection, CancellationToken cancellation)
    {
        try
        {
            using var own = origin.At(_folder);
            return (await own.ReadAsync(selection, knownTimestamp: null, cancellation)).InOrder.Select(file => file.Path);
        }
        catch (SlipwayException)
        {
            // It is new, was never completed, or is damaged: no device can be reading it.
            return [];
        }
    }

    private async Task<bool> IsInPlaceAsync(RepositoryFile file, CancellationToken cancellation)
    {
        var place = new FileInfo(PlaceOf(file.Path));
        if (!place.Exists || place.Length != file.Length)
        {
            return false;
        }

        await using var content = place.OpenRead();
        return Sha256Digest.FromHash(await SHA256.HashDataAsync(content, cancellation)) == file.Digest;
    }

    private async Task CopyAsync(RepositoryFile file, CancellationToken cancellation)
    {
        var place = PlaceOf(file.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        using var temporary = new TemporaryFile(place, mode: null);
        await file.CopyAsync(temporary.Content, cancellation);
        temporary.Replace();
    }

    /// <summary>Deletes what is not named, and what an interrupted run left half: of files that a repository has, and nothing that a link leads to.</summary>
    private int Prune(HashSet<string> named)
    {
        var within = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        var deleted = 0;
        foreach (var part in new[] { "metadata", "targets" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_folder, part), "*", within).ToArray())
            {
                var path = Path.GetRelativePath(_folder, file).Replace(Path.DirectorySeparatorChar, '/');
                if (OwnFile().IsMatch(path) && !named.Contains(path))
                {
                    File.Delete(file);
                    deleted++;
                }
            }
        }

        return deleted;
    }

    [GeneratedRegex(@"^(metadata/[0-9]+\.[^/]+\.json|targets/(.+/)?[0-9a-f]{64}\.[^/]+|(metadata|targets)/(.+/)?\.slipway-[^/]+)$")]
    private static partial Regex OwnFile();

    private string PlaceOf(string path) => Path.Combine([_folder, .. path.Split('/')]);
}
