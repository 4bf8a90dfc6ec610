using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Slipway.Bundles;

/// <summary>A SemVer 2.0 version without build metadata, for example <c>1.4.2-rc.1</c>.</summary>
/// <remarks>
/// It is also a segment of repository paths, so it is lowercase and has at most 128 characters. Without build metadata, versions that
/// neither precede nor follow each other are equal text. Immutable and thread-safe.
/// </remarks>
public sealed record SemanticVersion : IComparable<SemanticVersion>
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 128;

    private readonly string _text;

    private SemanticVersion(string text, long major, long minor, long patch, string prerelease)
    {
        _text = text;
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
    }

    /// <summary>Changes that break something.</summary>
    public long Major { get; }

    /// <summary>Changes that add something.</summary>
    public long Minor { get; }

    /// <summary>Changes that repair something.</summary>
    public long Patch { get; }

    /// <summary>What follows the first hyphen, for example <c>rc.1</c>; empty for a release.</summary>
    public string Prerelease { get; }

    /// <exception cref="FormatException"><paramref name="text"/> is not a version.</exception>
    public static SemanticVersion Parse(string text) =>
        TryParse(text, out var version)
            ? version
            : throw new FormatException(
                $"'{text}' is not a version: expected SemVer 2.0 in lowercase without build metadata, for example 1.4.2 or 1.4.2-rc.1");

    /// <summary>Accepts SemVer 2.0 in lowercase, without <c>+</c>, with numbers below 2^63.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SemanticVersion? version)
    {
        version = null;
        if (!SegmentName.IsSegment(text, MaxLength))
        {
            return false;
        }

        var hyphen = text.IndexOf('-', StringComparison.Ordinal);
        var core = (hyphen < 0 ? text : text[..hyphen]).Split('.');
        var prerelease = hyphen < 0 ? "" : text[(hyphen + 1)..];
        if (core.Length != 3 || !TryNumber(core[0], out var major) || !TryNumber(core[1], out var minor) || !TryNumber(core[2], out var patch)
            || (hyphen >= 0 && !prerelease.Split('.').All(IsIdentifier)))
        {
            return false;
        }

        version = new SemanticVersion(text, major, minor, patch, prerelease);
        return true;
    }

    /// <summary>The higher of two, where there are two.</summary>
    public static SemanticVersion? Highest(SemanticVersion? one, SemanticVersion? other) =>
        one is null ? other : other is null || one > other ? one : other;

    /// <summary>SemVer 2.0 §11: a pre-release precedes its release, numbers precede words.</summary>
    public int CompareTo(SemanticVersion? other)
    {
        if (other is null)
        {
            return 1;
        }

        var core = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        return core != 0 ? core : ComparePrerelease(Prerelease, other.Prerelease);
    }

    /// <summary>Whether <paramref name="left"/> precedes <paramref name="right"/>.</summary>
    public static bool operator <(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) < 0;

    /// <summary>Whether <paramref name="left"/> follows <paramref name="right"/>.</summary>
    public static bool operator >(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) > 0;

    /// <summary>Whether <paramref name="left"/> precedes or equals <paramref name="right"/>.</summary>
    public static bool operator <=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) <= 0;

    /// <summary>Whether <paramref name="left"/> follows or equals <paramref name="right"/>.</summary>
    public static bool operator >=(SemanticVersion? left, SemanticVersion? right) => Compare(left, right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => _text;

    private static int Compare(SemanticVersion? left, SemanticVersion? right) => Comparer<SemanticVersion?>.Default.Compare(left, right);

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        return IsNumeric(text) && IsIdentifier(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsNumeric(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    // A number has no leading zero, or one number would have two spellings.
    private static bool IsIdentifier(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !(text.Length > 1 && text[0] == '0' && IsNumeric(text));

    private static int ComparePrerelease(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return right.Length.CompareTo(left.Length);
        }

        var lefts = left.Split('.');
        var rights = right.Split('.');
        var order = lefts.Zip(rights, CompareIdentifier).FirstOrDefault(order => order != 0);
        return order != 0 ? order : lefts.Length.CompareTo(rights.Length);
    }

    private static int CompareIdentifier(string left, string right)
    {
        var isLeftNumeric = IsNumeric(left);
        if (isLeftNumeric != IsNumeric(right))
        {
            return isLeftNumeric ? -1 : 1;
        }

        // Without leading zeros the longer number is the greater one, however many digits it has.
        return isLeftNumeric && left.Length != right.Length
            ? left.Length.CompareTo(right.Length)
            : string.CompareOrdinal(left, right);
    }
}
