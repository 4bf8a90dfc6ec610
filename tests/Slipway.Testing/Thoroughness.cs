namespace Slipway.Testing;

/// <summary>How long the long tests are: <c>./build.sh test --exhaustive</c> asks for all of it.</summary>
public static class Thoroughness
{
    public static bool IsExhaustive { get; } = Environment.GetEnvironmentVariable("SLIPWAY_EXHAUSTIVE") == "1";

    /// <summary>How often something is done in a usual run, and in an exhaustive one.</summary>
    public static int Times(int usual, int exhaustive) => IsExhaustive ? exhaustive : usual;
}
