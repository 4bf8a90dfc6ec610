namespace Slipway.Publishing.Keys.Commands;

/// <summary>Finds the program of a command. A bare name is looked up in PATH alone: .NET and Windows would look in the working folder, which is often somebody else's.</summary>
internal static class ProgramSearch
{
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? ["", ".exe", ".com"] : [""];

    /// <summary>Whether a program is named by a path, and not by a name alone.</summary>
    public static bool IsPath(string program) =>
        program.Contains('/', StringComparison.Ordinal) || (OperatingSystem.IsWindows() && program.Contains('\\', StringComparison.Ordinal));

    /// <summary>The program's file, or null when there is none.</summary>
    public static string? Find(string program, string baseFolder) => IsPath(program)
        ? InFolder(baseFolder, program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => InFolder(folder, program))
            .FirstOrDefault(file => file is not null);

    private static string? InFolder(string folder, string name) =>
        Suffixes.Select(suffix => Path.GetFullPath(name + suffix, folder)).FirstOrDefault(File.Exists);
}
