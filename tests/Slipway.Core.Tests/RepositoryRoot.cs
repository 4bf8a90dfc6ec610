namespace Slipway.Core.Tests;

/// <summary>The clone that these tests were built in, for tests that compare its documents with its code.</summary>
internal static class RepositoryRoot
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public static IEnumerable<string> FilesBelow(string folder, string pattern)
    {
        var root = Path.Combine(Folder, folder);
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories) : [];
    }

    private static string Find(string folder)
    {
        for (var candidate = new DirectoryInfo(folder); candidate is not null; candidate = candidate.Parent)
        {
            if (File.Exists(Path.Combine(candidate.FullName, "Slipway.slnx")))
            {
                return candidate.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{folder} is not inside a clone: no Slipway.slnx in it or above.");
    }
}
