using Slipway.Agent.Device;

namespace Slipway.Agent.Downloads;

/// <summary>Payloads on their way, below <c>state/downloads/</c>: what one run begins, the next one continues.</summary>
/// <remarks>
/// Each is named by the digest that it has to have in the end, in a folder that its owner alone may enter. What is found there proves nothing: it
/// is hashed again from its first byte. There is at most one, and nothing besides outlives the next download.
/// </remarks>
public sealed class PartialPayloads(DeviceLayout layout)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>How many bytes of a payload are there, 0 where there is none of it.</summary>
    public long LengthOf(Sha256Digest payload) => new FileInfo(PathOf(payload)) is { Exists: true, LinkTarget: null } file ? file.Length : 0;

    /// <summary>Opens what there is of a payload, or an empty file, and removes all others.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public FileStream Open(Sha256Digest payload)
    {
        MakeFolder();
        var path = PathOf(payload);
        foreach (var other in new DirectoryInfo(layout.Downloads).EnumerateFileSystemInfos().Where(other => other.FullName != path || !IsPlain(other)))
        {
            Remove(other);
        }

        var file = OpenFile(path);
        if (file.CanSeek)
        {
            return file;
        }

        // A pipe: .NET knows only after opening it.
        file.Dispose();
        File.Delete(path);
        return OpenFile(path);
    }

    /// <summary>Removes everything: nothing that is on its way is wanted any more.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Clear()
    {
        var folder = new DirectoryInfo(layout.Downloads);
        if (folder.Exists || folder.LinkTarget is not null)
        {
            Remove(folder);
        }
    }

    private static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.OpenOrCreate,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        BufferSize = 0,
        UnixCreateMode = OwnerFile,
    });

    /// <summary>Whoever could make the folder before could also have made it a way to elsewhere.</summary>
    private void MakeFolder()
    {
        if (new DirectoryInfo(layout.Downloads) is { LinkTarget: not null } link)
        {
            Remove(link);
        }

        Directory.CreateDirectory(layout.Downloads, OwnerFolder);
        File.SetUnixFileMode(layout.Downloads, OwnerFolder);
    }

    /// <summary>A file, and not a link, a pipe or a device.</summary>
    private static bool IsPlain(FileSystemInfo entry) =>
        entry is FileInfo { LinkTarget: null } && (entry.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint | FileAttributes.Directory)) == 0;

    private static void Remove(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            folder.Delete(recursive: true);
        }
        else
        {
            entry.Delete();
        }
    }

    private string PathOf(Sha256Digest payload) => Path.Combine(layout.Downloads, $"{payload}.part");
}
