using System.Text.RegularExpressions;

namespace Slipway.MSBuild.Tests;

/// <summary>docs/msbuild.md, whose samples are tried and whose table is complete.</summary>
internal static class Documentation
{
    public static string Text { get; } = File.ReadAllText(RepositoryRoot.At("docs/msbuild.md"));

    /// <summary>The code block whose comment names a file.</summary>
    public static string Block(string file) =>
        Regex.Match(Text, $"```xml\n<!-- {Regex.Escape(file)} -->\n(.*?)```", RegexOptions.Singleline).Groups[1].Value is { Length: > 0 } block
            ? block
            : throw new InvalidOperationException($"docs/msbuild.md has no {file}.");
}
