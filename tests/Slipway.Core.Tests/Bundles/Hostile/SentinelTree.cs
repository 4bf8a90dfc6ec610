using System.Globalization;

namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>A folder to extract into, and around it everything that a hostile archive would like to reach.</summary>
internal sealed class SentinelTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string[] _before;

    public SentinelTree()
    {
        Directory.CreateDirectory(_folder["around/etc"]);
        File.WriteAllText(_folder["outside"], "as it was");
        File.WriteAllText(_folder["around/outside"], "as it was");
        File.WriteAllText(_folder["around/etc/x"], "as it was");
        Directory.CreateSymbolicLink(_folder["around/link"], "etc");
        Directory.CreateDirectory(Tree);
        _before = Describe();
    }

    public TemporaryFolder Folder => _folder;

    public string Path => _folder["around"];

    public string Tree => System.IO.Path.Combine(Path, "tree");

    /// <summary>How many bytes lie in the tree.</summary>
    public long BytesInTree =>
        Directory.EnumerateFiles(Tree, "*", SearchOption.AllDirectories).Select(file => new FileInfo(file)).Where(file => file.LinkTarget is null).Sum(file => file.Length);

    /// <summary>Empties the tree.</summary>
    public void Clear()
    {
        Directory.Delete(Tree, recursive: true);
        Directory.CreateDirectory(Tree);
    }

    /// <summary>What was made that is neither a file nor a folder.</summary>
    public string? FindSpecial() => Directory.EnumerateFileSystemEntries(Tree, "*", SearchOption.AllDirectories)
        .FirstOrDefault(path => new FileInfo(path) is var file && (file.LinkTarget is not null || (file.Attributes & (FileAttributes.Device | FileAttributes.ReparsePoint)) != 0));

    /// <summary>What is not as it was, around the tree; null when all is.</summary>
    public string? FindChange()
    {
        var after = Describe();
        return after.Except(_before).Concat(_before.Except(after)).FirstOrDefault();
    }

    public void Dispose() => _folder.Dispose();

    private string[] Describe() =>
        [.. Directory.EnumerateFileSystemEntries(_folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Where(path => !path.StartsWith(Tree, StringComparison.Ordinal))
            .Select(Describe)];

    private static string Describe(string path)
    {
        var file = new FileInfo(path);
        return string.Create(CultureInfo.InvariantCulture, $"{path} {file.Attributes} {file.UnixFileMode} {file.LinkTarget} {(file.Exists && file.LinkTarget is null ? File.ReadAllText(path) : "")}");
    }
}
