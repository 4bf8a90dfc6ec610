namespace Slipway.Tuf;

/// <summary>A shell-style pattern for target paths: <c>*</c> and <c>?</c> stand for characters of one segment, never for <c>/</c> (TUF §4.5 PATHPATTERN).</summary>
public sealed record PathPattern(string Text)
{
    /// <summary>Whether <paramref name="path"/> fits, segment by segment.</summary>
    public bool Matches(string path)
    {
        var patterns = Text.Split('/');
        var segments = path.Split('/');
        return patterns.Length == segments.Length && patterns.Zip(segments).All(pair => MatchesSegment(pair.First, pair.Second));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Linear in practice: only the last star is ever tried again, so no pattern makes it slow.</summary>
    private static bool MatchesSegment(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
