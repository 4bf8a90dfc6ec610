using System.Runtime.Versioning;

namespace Slipway.Bundles.Archives;

/// <summary>Writes into a folder that was empty: nothing below it can be a link that would lead a write elsewhere.</summary>
internal sealed class FolderTarget(string root, IReadOnlySet<string> executables) : IUnpackTarget
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    // Of two threads that add to it one may lose what it saw: then another file is looked at.
    private volatile UnixFileMode _kept;

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
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            return new FileStream(Path.Join(root, path), options);
        }

        var mode = executables.Contains(path) ? Executable : Readable;
        options.UnixCreateMode = mode;
        var file = new FileStream(Path.Join(root, path), options);
        RequireMode(file, mode);
        return file;
    }

    /// <summary>The process's umask, or a default access list, has no say in it. Where one file shows that they take nothing away, they take it from none.</summary>
    [UnsupportedOSPlatform("windows")]
    private void RequireMode(FileStream file, UnixFileMode mode)
    {
        if ((_kept & mode) == mode)
        {
            return;
        }

        if (File.GetUnixFileMode(file.SafeFileHandle) == mode)
        {
            _kept |= mode;
            return;
        }

        File.SetUnixFileMode(file.SafeFileHandle, mode);
    }
}
