using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Slipway.Bundles;

/// <summary>The path of a file or link inside a payload: relative, with <c>/</c>, and the same on every file system.</summary>
/// <remarks>
/// Composed Unicode (NFC), at most 240 bytes and 16 segments; no control character, backslash, drive, empty, <c>.</c> or <c>..</c> segment.
/// The names <c>manifest.json</c> and <c>signature.sig</c> are taken at the top, where an installed tree holds its own.
/// </remarks>
public sealed record BundlePath
{
    private readonly string _text;

    private BundlePath(string text) => _text = text;

    /// <exception cref="FormatException"><paramref name="text"/> cannot be a path inside a payload; the message says why.</exception>
    public static BundlePath Parse(string text) =>
        TryParse(text, out var path) ? path : throw new FormatException($"'{Printable(text)}' is not a path inside a payload: {Objection(text)}");

    /// <summary>Accepts exactly one spelling of each path.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out BundlePath? path)
    {
        path = text is null || Objection(text) is not null ? null : new BundlePath(text);
        return path is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    // Refused text goes into messages and logs: it must not be able to write lines or terminal commands of its own.
    internal static string Printable(string text)
    {
        var shown = text.Length <= BundleLimits.MaxPathBytes ? text : $"{text.AsSpan(0, BundleLimits.MaxPathBytes)}...";
        return string.Create(shown.Length, shown, static (printable, original) =>
        {
            for (var i = 0; i < printable.Length; i++)
            {
                printable[i] = char.IsControl(original[i]) || char.IsSurrogate(original[i]) ? '\uFFFD' : original[i];
            }
        });
    }

    internal static string? Objection(string text)
    {
        if (BundleFolder.IsReserved(text))
        {
            return "an installed release keeps its own file of that name there";
        }

        if (SpellingObjection(text) is { } objection)
        {
            return objection;
        }

        var depth = text.AsSpan().Count('/') + 1;
        return depth > BundleLimits.MaxPathDepth ? $"expected at most {BundleLimits.MaxPathDepth} segments, found {depth}" : SegmentObjection(text);
    }

    private static string? SegmentObjection(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            switch (path[range])
            {
                case "." or "..":
                    return "expected no '.' or '..' segment";
                case "":
                    return "expected no empty segment, and no '/' at either end";
                default:
                    continue;
            }
        }

        return null;
    }

    // What holds for paths and for targets of links.
    internal static string? SpellingObjection(string text)
    {
        if (text.Length == 0)
        {
            return "expected at least one character";
        }

        // Most paths are ASCII, and there can be 200,000.
        return !Ascii.IsValid(text) && !IsUnicode(text) ? "expected Unicode text"
            : Encoding.UTF8.GetByteCount(text) is > BundleLimits.MaxPathBytes and var length
                ? $"expected at most {BundleLimits.MaxPathBytes} bytes, found {length}"
            : HasControlCharacter(text) ? "expected no control character"
            : text.Contains('\\', StringComparison.Ordinal) ? "expected '/' and no backslash"
            : text.Length > 1 && text[1] == ':' && char.IsAsciiLetter(text[0]) ? "expected no drive"
            : !ComposedText.IsComposed(text) ? "expected composed Unicode (NFC)"
            : null;
    }

    private static bool IsUnicode(string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
            {
                return false;
            }

            rest = rest[consumed..];
        }

        return true;
    }

    /// <summary>As <see cref="char.IsControl(char)"/> says, many at a time.</summary>
    private static bool HasControlCharacter(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('\u0000', '\u001f') || text.ContainsAnyInRange('\u007f', '\u009f');
}
