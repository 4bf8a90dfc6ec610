namespace Slipway.Bundles;

/// <summary>Says whether a link stays inside the tree.</summary>
/// <remarks>
/// <c>..</c> is accepted at the start only. The folder a link lies in is a real one, so that going up from there is plain arithmetic;
/// and a name further on may be another link, which stays inside by the same rule. After a name, <c>..</c> could mean another place.
/// </remarks>
internal static class LinkTarget
{
    /// <summary>What is wrong with the link at <paramref name="path"/>, which has been accepted as a path; null if nothing is.</summary>
    public static string? Objection(string path, string target)
    {
        if (BundlePath.SpellingObjection(target) is { } objection)
        {
            return objection;
        }

        var segments = target.Split('/');
        var ups = segments.TakeWhile(segment => segment == "..").Count();
        return target[0] == '/' ? "expected a relative target"
            : ups > path.Count(c => c == '/') ? "it leaves the tree"
            : segments.Skip(ups).Any(segment => segment is "" or "." or "..") ? "expected '..' at the start only, no '.' and no empty segment"
            : null;
    }
}
