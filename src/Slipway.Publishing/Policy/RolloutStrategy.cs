using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Publishing.Policy;

/// <summary>Waves that have a name: <c>strategy</c> in slipway.json.</summary>
internal static class RolloutStrategy
{
    private const int DefaultBatches = 4;
    private const int MaxBatches = 100;

    /// <summary>Shares in ten thousandths.</summary>
    /// <param name="json">The channel's fields, of which <c>strategy</c> and <c>batches</c> are read.</param>
    /// <exception cref="FormatException">There is no such strategy, or it has no batches.</exception>
    public static ImmutableArray<int> Shares(JsonFields json)
    {
        var strategy = json.Text("strategy");
        if (strategy != "rolling" && json.Has("batches"))
        {
            throw json.Refuse("batches", $"given for '{strategy}'", "it with \"strategy\": \"rolling\" only");
        }

        return strategy switch
        {
            "all-at-once" => [Rollout.Everyone],
            "rolling" => Batches((int)(json.OptionalInteger("batches", 1, MaxBatches) ?? DefaultBatches)),
            "canary" => [500, 2_500, 5_000, Rollout.Everyone],
            _ => throw json.Refuse("strategy", $"'{strategy}'", "all-at-once, rolling or canary"),
        };
    }

    private static ImmutableArray<int> Batches(int count) => [.. Enumerable.Range(1, count).Select(batch => Rollout.Everyone * batch / count)];
}
