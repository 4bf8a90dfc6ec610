using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What targets comes to say of yanks, in words, and what becomes of the rollouts then.</summary>
internal static class UnyankChanges
{
    public static async Task<IEnumerable<string>> DescribeAsync(RepositoryState state, Targets before, Targets after, CancellationToken cancellation)
    {
        var (former, next) = (UnyankedReleases.Of(before), UnyankedReleases.Of(after));
        var (old, declared) = (Lines(former), Lines(next));
        if (old.SequenceEqual(declared))
        {
            return [];
        }

        var rollouts = await YankedReleases.ReadRolloutsAsync(state, cancellation);
        var said = rollouts.SelectMany(rollout => rollout.Yanked).Select(UnyankedReleases.NameOf).ToHashSet();
        var fresh = next.Since(former);
        return new[]
        {
            declared.Except(old),
            old.Except(declared).Select(line => $"is forgotten: {line}"),
            fresh.Where(yank => !said.Contains(yank)).Select(yank => $"{yank.Version} was not yanked then with these words, or is not any more: another yank of it holds"),
            YankedReleases.Of(rollouts, next).Where(held => fresh.Any(yank => yank.Version == held.Version)).Select(held => $"{held.Version} STAYS YANKED, since {held.At:u}: {held.Reason}"),
            rollouts.Where(rollout => !former.Holding(rollout.Yanked).SequenceEqual(next.Holding(rollout.Yanked))).Select(rollout => $"then rollout {rollout.Channel} says so no more"),
            rollouts.Where(rollout => Unyanker.IsLeftStopped(rollout, next)).Select(UnyankLines.Of),
        }.SelectMany(lines => lines).Select(ChangeText.Plain);
    }

    private static string[] Lines(UnyankedReleases unyanked) =>
        [.. unyanked.Declarations.SelectMany(declaration => declaration.Yanks.Select(yank => $"{UnyankLines.Of(yank, declaration.Reason)}, declared {declaration.At:u}"))];
}
