namespace Slipway.TufConformance;

/// <summary>The command line of the public TUF conformance suite (its CLIENT-CLI page).</summary>
internal static class ConformanceProgram
{
    /// <summary>Does what <paramref name="args"/> say; a failure tells its code and message to <paramref name="error"/>.</summary>
    /// <returns>The exit code: 0 is success, and every failure is exactly 1.</returns>
    public static async Task<int> RunAsync(string[] args, TimeProvider clock, TextWriter error)
    {
        try
        {
            await new ConformanceClient(ClientArguments.Parse(args), clock).RunAsync(CancellationToken.None);
            return 0;
        }
        catch (Exception failure) when (failure is SlipwayException or FormatException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(failure is SlipwayException { Code: var code } ? $"{code}: {failure.Message}" : failure.Message);
            return 1;
        }
    }
}
