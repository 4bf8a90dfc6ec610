using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>What changed in the rollouts between two versions of their role.</summary>
internal sealed class RolloutChanges(IReadOnlyCollection<ChannelName> channels, DocumentReader documents, UnyankEvents unyanks)
{
    public async Task<IEnumerable<ReleaseEvent>> BetweenAsync(Targets? before, RoleVersion version, EventMaker make)
    {
        var events = new List<ReleaseEvent>();
        var pairs = new List<(Rollout Old, Rollout New)>();
        foreach (var channel in channels)
        {
            var path = ReleasePaths.Rollout(channel);
            var (was, now) = (before?.Files.GetValueOrDefault(path), version.Targets!.Files.GetValueOrDefault(path));
            if (was?.Digest == now?.Digest)
            {
                continue;
            }

            var old = was is null ? null : await ReadAsync(was);
            var rollout = now is null ? null : await ReadAsync(now);
            events.AddRange(Compare(channel, old, now, rollout, make) is { } change ? [change] : []);
            pairs.AddRange(old is not null && rollout is not null ? [(old, rollout)] : []);
        }

        return [.. CompareYanks(pairs, make), .. events];
    }

    private Task<Rollout?> ReadAsync(TargetFile file) => documents.ReadAsync(file, bytes => Rollout.Parse(bytes));

    private static ReleaseEvent? Compare(ChannelName channel, Rollout? old, TargetFile? file, Rollout? rollout, EventMaker make) =>
        file is null ? make.Make(ReleaseEventKind.RolloutChanged, channel) with { Version = old?.Version }
        : rollout?.Channel != channel ? make.Make(ReleaseEventKind.Unknown, channel) with { Problem = $"{file.RepositoryPath} is gone from the store, or is not what was signed for" }
        : old is not null && (old with { Yanked = rollout.Yanked }).ToBytes().AsSpan().SequenceEqual(rollout.ToBytes()) ? null
        : make.Make(KindOf(old, rollout), channel) with { Version = rollout.Version, Before = old?.Version, Permyriad = rollout.Permyriad, Reason = rollout.Reason };

    /// <summary>
    /// A yank is told once, however many rollouts say so. One that a channel's first rollout takes over is none; other words are a yank anew. That one is gone which
    /// targets has declared void is told of targets.
    /// </summary>
    private IEnumerable<ReleaseEvent> CompareYanks(IReadOnlyCollection<(Rollout Old, Rollout New)> pairs, EventMaker make)
    {
        var yanked = pairs.SelectMany(pair => pair.New.Yanked).ExceptBy(pairs.SelectMany(pair => pair.Old.Yanked).Select(WordsOf), WordsOf);
        var dropped = pairs.SelectMany(pair => pair.Old.Yanked.ExceptBy(pair.New.Yanked.Select(release => release.Version), release => release.Version))
            .Where(release => !unyanks.IsVoid(release));
        return
        [
            .. yanked.DistinctBy(release => release.Version).Select(release => make.Make(ReleaseEventKind.Yanked, channel: null) with { Version = release.Version, Reason = release.Reason }),
            .. dropped.DistinctBy(release => release.Version).Select(release => make.Make(ReleaseEventKind.YankDropped, channel: null) with { Version = release.Version, Reason = release.Reason }),
        ];
    }

    private static (SemanticVersion Version, string Reason) WordsOf(YankedRelease release) => (release.Version, release.Reason);

    private static ReleaseEventKind KindOf(Rollout? old, Rollout rollout) => (old, rollout) switch
    {
        (null, { State: RolloutState.Active }) => ReleaseEventKind.Started,
        (_, { State: RolloutState.Rollback }) when old?.State != RolloutState.Rollback => ReleaseEventKind.RolledBack,
        (_, { State: RolloutState.Halted }) when old?.State != RolloutState.Halted => ReleaseEventKind.Halted,
        ({ } other, _) when other.Version != rollout.Version => ReleaseEventKind.Started,
        ({ State: not RolloutState.Active }, { State: RolloutState.Active }) => ReleaseEventKind.Resumed,
        ({ } less, _) when less.Permyriad < rollout.Permyriad => ReleaseEventKind.Widened,
        ({ } more, _) when more.Permyriad > rollout.Permyriad => ReleaseEventKind.Narrowed,
        _ => ReleaseEventKind.RolloutChanged,
    };
}
