using System.Globalization;

namespace Slipway.Publishing.Bundling;

/// <summary>When a release was made. It comes from the source and not from the clock, so that the same source gives the same bytes.</summary>
public static class SourceTime
{
    private const string Variable = "SOURCE_DATE_EPOCH";

    /// <summary><c>SOURCE_DATE_EPOCH</c>, else the time of the last commit, else 0 where there is neither.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: the variable is no number of seconds.</exception>
    public static async Task<long> ReadAsync(string folder, CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text)
        {
            return await ReadCommitAsync(folder, cancellation) ?? 0;
        }

        return TryParse(text) ?? throw new InputException(InputFailure.OptionInvalid, $"{Variable} is '{text}': expected Unix seconds.");
    }

    /// <summary>The commit's time, or null without git, a repository or a commit: all three are ordinary.</summary>
    private static async Task<long?> ReadCommitAsync(string folder, CancellationToken cancellation) =>
        await Git.TryRunAsync(folder, cancellation, "log", "-1", "--format=%ct") is { } text ? TryParse(text) : null;

    private static long? TryParse(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
