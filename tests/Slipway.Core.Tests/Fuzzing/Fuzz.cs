using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Testing.Fuzzing;

namespace Slipway.Core.Tests.Fuzzing;

/// <summary>How many cases are tried, and which: the same ones every time, unless SLIPWAY_FUZZ_SEED says otherwise.</summary>
internal static class Fuzz
{
    private const int Cases = 1_000;
    private const int ExhaustiveCases = 100_000;

    private static readonly ulong Seed = Environment.GetEnvironmentVariable("SLIPWAY_FUZZ_SEED") is { Length: > 0 } text
        ? ulong.Parse(text, CultureInfo.InvariantCulture)
        : 20_261_121;

    private static readonly int Count = Environment.GetEnvironmentVariable("SLIPWAY_EXHAUSTIVE") == "1" ? ExhaustiveCases : Cases;

    /// <summary>Holds a property against random values.</summary>
    public static void Check<T>(Gen<T> values, Action<T> property)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"{Count} cases, SLIPWAY_FUZZ_SEED={Seed}");

        // The odd second number selects FsCheck's sequence; any will do.
        Prop.ForAll(values.ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(Count).WithReplay(Seed, 1UL));
    }

    /// <summary>Breaks a reader's files, and sees to it that each is accepted or refused as documented.</summary>
    public static void Break(string target)
    {
        var reader = FuzzTargets.Named(target);
        Assert.All(reader.Seeds, seed => Assert.Null(reader.Read(seed)));
        Check(from number in Gen.Choose(0, int.MaxValue) from seed in Gen.Elements(reader.Seeds.ToArray()) select (number, seed), given =>
            reader.Read(new JsonMutator(new Random(given.number)).Mutate(given.seed)));
    }
}
