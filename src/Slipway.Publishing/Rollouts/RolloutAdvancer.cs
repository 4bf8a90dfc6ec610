using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Rollouts;

/// <summary>Lets rollouts go on to their next waves, or stops them, as slipway.json says. It signs with the rollout key alone, and may be called as often as one likes.</summary>
/// <param name="repository">The repository.</param>
/// <param name="gates">Asks the gates.</param>
public sealed class RolloutAdvancer(ReleaseRepository repository, IGateKeeper gates)
{
    /// <summary>With the gates of the repository's slipway.json.</summary>
    public RolloutAdvancer(ReleaseRepository repository)
        : this(repository, new GateKeeper(repository.Policy))
    {
    }

    /// <summary>
    /// Each rollout goes one wave further if its present share has soaked and every gate is met; is halted or goes back where a gate with that action finds its threshold
    /// broken; waits otherwise. All channels in one commit; where nothing changes, nothing is signed.
    /// </summary>
    /// <param name="channel">The channel, or null for all.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>, or the rollout's key is missing.</exception>
    /// <exception cref="StoreException">The store refused.</exception>
    /// <exception cref="TrustException">The repository cannot be verified.</exception>
    public async Task<RolloutAdvances> AdvanceAsync(ChannelName? channel, CancellationToken cancellation)
    {
        ImmutableArray<ChannelPolicy> channels = channel is null ? [.. repository.Policy.ChannelsInOrder()] : [repository.Policy.Channel(channel)];
        var asked = repository.Now;
        var questions = await AskAsync(channels, asked, cancellation);
        var advances = questions.Select(question => question.Decide(asked)).ToImmutableArray();
        if (advances.Any(IsChange))
        {
            await repository.CommitAsync(async edit => advances = await DecideAgainAsync(questions, edit, cancellation), progress: null, cancellation);
        }

        return new RolloutAdvances(advances);
    }

    private static bool IsChange(RolloutAdvance advance) => advance.Outcome is AdvanceOutcome.Advanced or AdvanceOutcome.Halted or AdvanceOutcome.RolledBack;

    private async Task<ImmutableArray<Question>> AskAsync(ImmutableArray<ChannelPolicy> channels, DateTimeOffset asked, CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        var asking = new List<Task<Question>>();
        foreach (var channel in channels)
        {
            asking.Add(AskAsync(channel, await WatchedRollout.ReadAsync(state, channel, cancellation), asked, cancellation));
        }

        return [.. await Task.WhenAll(asking)];
    }

    private async Task<Question> AskAsync(ChannelPolicy channel, WatchedRollout? watched, DateTimeOffset asked, CancellationToken cancellation)
    {
        var asking = watched?.GatesAt(asked) ?? [];
        var answers = asking.IsEmpty ? [] : await gates.AskAsync(asking, watched!.SubjectAt(asked), cancellation);
        return new Question(channel.Name, watched, asked, [.. asking.Zip(answers)]);
    }

    /// <summary>On the state that is changed. Answers are about the rollout that they were asked about: if it is another one by now, somebody else was at work, and it stays as it is.</summary>
    private static async Task<ImmutableArray<RolloutAdvance>> DecideAgainAsync(ImmutableArray<Question> questions, RepositoryEdit edit, CancellationToken cancellation)
    {
        var advances = ImmutableArray.CreateBuilder<RolloutAdvance>();
        foreach (var question in questions)
        {
            var advance = question.Decide(edit.Time);
            if (IsChange(advance) && await WatchedRollout.ReadAsync(edit.State, question.Watched!.Channel, cancellation) is var current && current?.IsSame(question.Watched) != true)
            {
                advance = advance with { Outcome = AdvanceOutcome.Overtaken, Rollout = current?.Rollout, Evidence = [] };
            }
            else if (IsChange(advance))
            {
                RolloutStep.Put(edit, advance.Rollout!);
            }

            advances.Add(advance);
        }

        return advances.DrainToImmutable();
    }

    private sealed record Question(ChannelName Channel, WatchedRollout? Watched, DateTimeOffset Asked, ImmutableArray<(Gate Gate, RuleEvidence Evidence)> Answers)
    {
        public RolloutAdvance Decide(DateTimeOffset now) =>
            Watched is null ? new RolloutAdvance(Channel, AdvanceOutcome.Nothing) : new AdvanceRules(Watched, Answers, Asked, now).Decide();
    }
}
