namespace Slipway.MSBuild.Tests;

/// <summary>The clone that these tests were built in.</summary>
internal static class RepositoryRoot
{
    public static string Folder { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A file or folder of the clone.</summary>
    public static string At(string path) => Path.Combine(Folder, path);

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
