namespace Slipway.Tuf.Sources;

/// <summary>A path as sources are asked for it: its segments escaped as in a URL.</summary>
internal static class EscapedPath
{
    /// <summary>The path's segments. They are names, whatever they contain: nothing leads out of the repository (ATTACKS J3).</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>: a segment is no name.</exception>
    public static string[] NamesOf(string path)
    {
        var names = path.Split('/').Select(Uri.UnescapeDataString).ToArray();
        return Array.TrueForAll(names, IsName)
            ? names
            : throw new TrustException(TrustFailure.Malformed, path, $"The path '{path}' leads out of the repository.");
    }

    /// <summary>Whether all of its segments are escaped names: it can stand anywhere in an address, and leads nowhere else.</summary>
    public static bool IsPlain(string path) => Array.TrueForAll(path.Split('/'), segment =>
        Uri.UnescapeDataString(segment) is not ("" or "." or "..") && string.Equals(Uri.EscapeDataString(Uri.UnescapeDataString(segment)), segment, StringComparison.Ordinal));

    /// <summary>Whether a segment is the name of one file or folder on every system.</summary>
    public static bool IsName(string segment) => segment is not ("" or "." or "..") && segment.AsSpan().IndexOfAny('/', '\\', '\0') < 0;
}
