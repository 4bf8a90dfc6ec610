using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Slipway.Bundles;

/// <summary>The name of a product or organisation: one segment of a repository path.</summary>
/// <remarks>Lowercase letters, digits, dot, underscore and hyphen; a letter or digit first; at most 64 characters.</remarks>
public sealed record SegmentName
{
    /// <summary>The most characters.</summary>
    public const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz._-");

    private readonly string _text;

    private SegmentName(string text) => _text = text;

    /// <exception cref="FormatException"><paramref name="text"/> is not a name.</exception>
    public static SegmentName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException(
                $"'{text}' is not a name: expected up to {MaxLength} lowercase letters, digits, '.', '_' and '-', starting with a letter or digit");

    /// <summary>Accepts exactly one spelling of each name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SegmentName? name)
    {
        name = IsSegment(text, MaxLength) ? new SegmentName(text) : null;
        return name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    // [a-z0-9][a-z0-9._-]*: such a segment means the same in a path, an address and an object key.
    internal static bool IsSegment([NotNullWhen(true)] string? text, int maxLength) =>
        text is { Length: > 0 } && text.Length <= maxLength && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed);
}
