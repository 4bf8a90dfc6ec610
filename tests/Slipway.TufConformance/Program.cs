using Slipway;
using Slipway.TufConformance;

// The command line of the public TUF conformance suite (its CLIENT-CLI page): exit code 0 is success, and every failure is exactly 1.
try
{
    var arguments = ClientArguments.Parse(args);
    await new ConformanceClient(arguments, TimeProvider.System).RunAsync(CancellationToken.None);
    return 0;
}
catch (Exception failure) when (failure is SlipwayException or FormatException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(failure is SlipwayException { Code: var code } ? $"{code}: {failure.Message}" : failure.Message);
    return 1;
}
