namespace Slipway.Agent.Services;

/// <summary>What came of running a program.</summary>
/// <param name="ExitCode">Its exit code; null when it took too long and was killed.</param>
/// <param name="Output">The end of what it said, on both outputs.</param>
/// <param name="IsCut">Whether it had said more before.</param>
internal sealed record CapturedOutput(int? ExitCode, byte[] Output, bool IsCut);
