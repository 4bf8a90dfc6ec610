namespace Slipway.Json;

/// <summary>Orders text by Unicode code point, which is also the order of its UTF-8 bytes.</summary>
/// <remarks>Ordinal order compares UTF-16 units and puts U+10000 before U+FFFF.</remarks>
public sealed class CodePointOrder : IComparer<string>
{
    private CodePointOrder()
    {
    }

    /// <summary>The one instance. Thread-safe.</summary>
    public static CodePointOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        var isLeftAstral = char.IsSurrogate(left[common]);
        return isLeftAstral == char.IsSurrogate(right[common])
            ? left[common].CompareTo(right[common])
            : isLeftAstral.CompareTo(!isLeftAstral);
    }
}
