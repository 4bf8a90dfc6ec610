using System.Text.RegularExpressions;

namespace Slipway.MSBuild;

/// <summary>Names as products have them.</summary>
internal static partial class KebabCase
{
    /// <summary><c>Acme.EdgeAgent</c> becomes <c>acme-edge-agent</c>, <c>HTTPServer2</c> becomes <c>http-server2</c>.</summary>
    public static string Of(string name)
    {
        var words = WordStart().Replace(name, "-");
        return Separators().Replace(words, "-").Trim('-').ToLowerInvariant();
    }

    // Between a small letter or digit and a capital, and before the last capital of an abbreviation.
    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")]
    private static partial Regex WordStart();

    [GeneratedRegex("[-._ ]+")]
    private static partial Regex Separators();
}
