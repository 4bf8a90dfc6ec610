namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>How a run of the conformance program ended.</summary>
/// <param name="ExitCode">0 or 1.</param>
/// <param name="Code">The code of the refusal, or nothing.</param>
internal sealed record Outcome(int ExitCode, string Code)
{
    public static Outcome Done { get; } = new(0, "");

    public static Outcome Missing { get; } = new(1, $"SLP{4000 + (int)DeviceFailure.Transport}");

    public static Outcome Refused(TrustFailure failure) => new(1, $"SLP{2000 + (int)failure}");
}
