namespace Slipway.Bundles.Archives;

/// <summary>Writes into a folder that was empty: nothing below it can be a link that would lead a write elsewhere.</summary>
internal sealed class FolderTarget(string root, IReadOnlySet<string> executables) : IUnpackTarget
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    public void PrepareFolder(string path)
    {
        var slash = path.LastIndexOf('/');
        if (slash <= 0 || !_folders.Add(path[..slash]))
        {
            return;
        }

        PrepareFolder(path[..slash]);
        var folder = Path.Join(root, path.AsSpan(0, slash));
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, Executable);
        }
    }

    public FileStream Create(string path)
    {
        var file = new FileStream(Path.Join(root, path), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var mode = executables.Contains(path) ? Executable : Readable;
        if (!OperatingSystem.IsWindows())
        {
            // After creating, so that the process's umask has no say.
            File.SetUnixFileMode(file.SafeFileHandle, mode);
        }

        return file;
    }
}
