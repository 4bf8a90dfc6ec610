namespace Slipway;

/// <summary>Text of unknown origin as one line for a person at a device: it may have been written to deceive whoever reads it.</summary>
public static class PlainLine
{
    /// <summary>The first line without controls and surrogates, no longer than <paramref name="maxLength"/> characters; null when nothing is left of it.</summary>
    public static string? Of(string? text, int maxLength)
    {
        var line = string.Concat((text ?? "").TakeWhile(c => c is not ('\n' or '\r')).Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return line.Length == 0 ? null : line.Length <= maxLength ? line : line[..maxLength];
    }
}
