namespace Slipway.Bundles;

/// <summary>The files and links of a release, looked at and found fit to be packed.</summary>
/// <remarks>
/// It holds names, sizes and modes, no content. Empty folders are not part of a release. Executable is what its owner may execute;
/// on Windows nothing is, unless told. Immutable and thread-safe.
/// </remarks>
public sealed class PayloadSource
{
    private PayloadSource(PayloadScan scan, string? folder)
    {
        if (scan.Files.Count == 0)
        {
            throw new InputException(InputFailure.PayloadEmpty, folder is null ? "The payload has no file." : $"The payload folder '{folder}' has no file.")
            {
                Hint = "Build or publish the application first, and check the folder's name.",
            };
        }

        Folder = folder;
        Files = [.. scan.Files.Values];
        Links = scan.Links;
        UnpackedSize = Files.Sum(file => file.Size);
    }

    /// <summary>The sum of the files' lengths, in bytes.</summary>
    public long UnpackedSize { get; }

    /// <summary>The number of files, without links.</summary>
    public int FileCount => Files.Count;

    /// <summary>The folder that was read; null for files put together by hand.</summary>
    internal string? Folder { get; }

    /// <summary>Ordered by the code points of their paths.</summary>
    internal IReadOnlyList<PayloadEntry> Files { get; }

    /// <summary>Paths and relative targets, ordered by the code points of the paths.</summary>
    internal IReadOnlyDictionary<string, string> Links { get; }

    /// <summary>Every file and link below a folder.</summary>
    /// <exception cref="InputException">
    /// SLP1020 empty, SLP1021 no such folder, SLP1022 unreadable, SLP1023 path, SLP1024 collision, SLP1025 special file, SLP1026 link, SLP1027 too many.
    /// </exception>
    public static PayloadSource FromFolder(string folder) => FromFolder(folder, isInPlace: false);

    /// <summary>Files from anywhere, each with its path on the device. A source that is a link is followed.</summary>
    /// <exception cref="InputException">As <see cref="FromFolder(string)"/>.</exception>
    public static PayloadSource FromFiles(IEnumerable<PayloadFile> files)
    {
        var scan = new PayloadScan();
        foreach (var file in files)
        {
            scan.AddFile(file);
        }

        return new PayloadSource(scan, null);
    }

    // In place: the folder is itself an installed tree or is to become one, and may hold its own manifest.
    internal static PayloadSource FromFolder(string folder, bool isInPlace)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
        {
            throw new InputException(InputFailure.FileNotFound, $"The payload folder '{folder}' does not exist.");
        }

        var scan = new PayloadScan();
        FolderScanner.Scan(root, isInPlace, scan);
        return new PayloadSource(scan, root);
    }
}
