namespace Slipway.Testing;

/// <summary>The clone that the tests were built from.</summary>
public static class SourceTree
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    /// <summary>A file or folder of it.</summary>
    public static string At(string path) => Path.Combine(Root, path);

    private static string Find(string folder)
    {
        var candidate = new DirectoryInfo(folder);
        while (!File.Exists(Path.Combine(candidate.FullName, "Slipway.slnx")))
        {
            candidate = candidate.Parent ?? throw new DirectoryNotFoundException($"{folder} is not inside a clone: no Slipway.slnx in it or above.");
        }

        return candidate.FullName;
    }
}
