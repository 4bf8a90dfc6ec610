namespace Slipway.Testing.Faults;

/// <summary>What became of a program under <see cref="DiskPoints"/>.</summary>
/// <param name="ExitCode">Its exit code, or <see cref="Killed"/>.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="Points">The calls that it came to, the last one included.</param>
public sealed record DiskRun(int ExitCode, string Output, string Error, IReadOnlyList<DiskPoint> Points)
{
    /// <summary>The exit code of a program that was killed.</summary>
    public const int Killed = 137;
}
