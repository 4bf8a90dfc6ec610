using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>What changed in the rollouts between two versions of their role.</summary>
internal sealed class RolloutChanges(IReadOnlyCollection<ChannelName> channels, DocumentReader documents)
{
    public async Task<IEnumerable<ReleaseEvent>> BetweenAsync(Targets? before, RoleVersion version, EventMaker make)
    {
        var events = new List<ReleaseEvent>();
        foreach (var channel in channels)
        {
            var path = ReleasePaths.Rollout(channel);
            if (await CompareAsync(channel, before?.Files.GetValueOrDefault(path), version.Targets!.Files.GetValueOrDefault(path), make) is { } change)
            {
                events.Add(change);
            }
        }

        return events;
    }

    private async Task<ReleaseEvent?> CompareAsync(ChannelName channel, TargetFile? before, TargetFile? after, EventMaker make)
    {
        if (before?.Digest == after?.Digest)
        {
            return null;
        }

        var old = before is null ? null : await documents.ReadAsync(before, bytes => Rollout.Parse(bytes));
        if (after is null)
        {
            return make.Make(ReleaseEventKind.RolloutChanged, channel) with { Version = old?.Version };
        }

        return await documents.ReadAsync(after, bytes => Rollout.Parse(bytes)) is { } rollout && rollout.Channel == channel
            ? make.Make(KindOf(old, rollout), channel) with { Version = rollout.Version, Before = old?.Version, Permyriad = rollout.Permyriad }
            : make.Make(ReleaseEventKind.Unknown, channel) with { Problem = $"{after.RepositoryPath} is gone from the store, or is not what was signed for" };
    }

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
