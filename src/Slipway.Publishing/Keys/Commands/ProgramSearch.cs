namespace Slipway.Publishing.Keys.Commands;

/// <summary>Finds the program of a command. A bare name is looked up in PATH alone: .NET and Windows would look in the working folder, which is often somebody else's.</summary>
internal static class ProgramSearch
{
    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? ["", ".exe", ".com"] : [""];

    /// <summary>The program's file, or null when there is none.</summary>
    public static string? Find(SigningCommand command, string baseFolder) => command.IsPath
        ? InFolder(baseFolder, command.Program)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => InFolder(folder, command.Program))
            .FirstOrDefault(file => file is not null);

    private static string? InFolder(string folder, string name) =>
        Suffixes.Select(suffix => Path.GetFullPath(name + suffix, folder)).FirstOrDefault(File.Exists);
}
