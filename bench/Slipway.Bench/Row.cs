namespace Slipway.Bench;

/// <summary>One measurement.</summary>
/// <param name="What">What was done.</param>
/// <param name="Releases">Releases ever published by then, each for four runtimes.</param>
/// <param name="Requests">Requests that it took.</param>
/// <param name="Bytes">Bytes of bodies.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="Target">What is asked for.</param>
internal sealed record Row(string What, int Releases, int Requests, long Bytes, double Seconds, string Target)
{
    public static string Header { get; } = $"{"",-28} {"releases",8} {"requests",8} {"bytes",8} {"seconds",8}  target";

    public static string Growth(Row first, Row last) =>
        FormattableString.Invariant($"{first.What,-28} {last.Releases} against {first.Releases} releases: bytes {Ratio(last.Bytes, first.Bytes)}, requests {Ratio(last.Requests, first.Requests)}, seconds {Ratio(last.Seconds, first.Seconds)}");

    public override string ToString() => FormattableString.Invariant($"{What,-28} {Releases,8} {Requests,8} {Bytes,8} {Seconds,8:0.000}  {Target}");

    private static string Ratio(double one, double other) => other == 0 ? "0" : FormattableString.Invariant($"{one / other:0.00}x");
}
