namespace Slipway;

/// <summary>What is wrong in a file that somebody wrote, and where.</summary>
/// <param name="File">The file's full path.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1, as editors count: in UTF-16, a tab as one.</param>
/// <param name="Message">What was found there, and what was expected.</param>
public sealed record FileMistake(string File, int Line, int Column, string Message)
{
    /// <summary>As compilers say it: <c>slipway.json(12,18): channels.stable.bake: ...</c>, which editors make a link of.</summary>
    public override string ToString() => $"{File}({Line},{Column}): {Message}";
}
