namespace Slipway.Testing.Servers;

/// <summary>The programs that a user finds by their names.</summary>
public static class Programs
{
    /// <summary>Says which of the programs are not on the PATH; <see langword="null"/> if all are.</summary>
    public static string? FindMissing(params string[] names)
    {
        string[] missing = [.. names.Where(name => !Folders().Any(folder => File.Exists(Path.Combine(folder, name))))];
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} not on the PATH.";
    }

    private static string[] Folders() => Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [];
}
