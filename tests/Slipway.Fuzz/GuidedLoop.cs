using System.Diagnostics;
using Slipway.Testing.Fuzzing;

namespace Slipway.Fuzz;

/// <summary>Breaks files of a corpus that starts with valid ones, and takes into it whatever led somewhere new.</summary>
internal sealed class GuidedLoop(FuzzTarget target, int seed)
{
    private const int MaxFileLength = 1 << 20;
    private const int MaxFailures = 10;

    private readonly Random _random = new(seed);
    private readonly Novelty _novelty = new();
    private readonly List<byte[]> _accepted = [.. target.Seeds];
    private readonly List<byte[]> _corpus = [.. target.Seeds];

    /// <summary>Runs for a time, says what it did, and returns how many files the reader failed on.</summary>
    public int Run(TimeSpan time, TextWriter output)
    {
        var mutator = new JsonMutator(_random);
        var clock = Stopwatch.StartNew();
        var (executions, accepted, failures, slowest) = (0L, 0L, 0, TimeSpan.Zero);
        while (clock.Elapsed < time && failures < MaxFailures)
        {
            // What is refused early hides what comes later, so half of the files start from one that was accepted.
            var start = _random.Next(2) == 0 ? _accepted : _corpus;
            var file = mutator.Mutate(start[_random.Next(start.Count)]);
            if (file.Length > MaxFileLength)
            {
                continue;
            }

            var started = clock.Elapsed;
            try
            {
                var refusal = _novelty.Watch(() => target.Read(file), out var isNew);
                accepted += refusal is null ? 1 : 0;
                if (isNew)
                {
                    (refusal is null ? _accepted : _corpus).Add(file);
                }
            }
            catch (FuzzFailureException failure)
            {
                failures++;
                output.WriteLine(failure);
            }

            executions++;
            slowest = TimeSpan.FromTicks(Math.Max(slowest.Ticks, (clock.Elapsed - started).Ticks));
        }

        output.WriteLine(
            $"{target.Name}: {executions} files, {accepted} accepted, refused in {_novelty.Places} places, slowest {slowest.TotalMilliseconds:F0} ms, {failures} failures");
        return failures;
    }
}
