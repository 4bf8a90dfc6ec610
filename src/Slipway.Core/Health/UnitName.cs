namespace Slipway.Health;

/// <summary>The name of a systemd unit, as it may stand on a command line.</summary>
public static class UnitName
{
    private const int MaxLength = 255;

    /// <summary>Whether <paramref name="text"/> is one, as in <c>edge-agent.service</c>.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength
        && text[0] != '-'
        && text.Contains('.', StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or ':' or '\\');
}
