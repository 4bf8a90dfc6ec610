using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Gates;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Tuf;

namespace Slipway.Publishing.Promotions;

/// <summary>Judges promotions by slipway.json and the signed state of the repository. Nothing is changed.</summary>
/// <param name="policy">The policy.</param>
/// <param name="gates">Asks the channels' gates.</param>
public sealed class PromotionRules(ReleasePolicy policy, IGateKeeper gates)
{
    /// <summary>Asks every rule, also after one that is not met.</summary>
    /// <param name="state">The repository.</param>
    /// <param name="request">The promotion.</param>
    /// <param name="time">When it is to happen.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">A channel is unknown.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: there is nothing to judge.</exception>
    /// <exception cref="TrustException">The source's bytes are not the ones that the releases role lists (ATTACKS P4).</exception>
    public async Task<PromotionReview> ReviewAsync(RepositoryState state, PromotionRequest request, DateTimeOffset time, CancellationToken cancellation)
    {
        var (from, to) = (policy.Channel(request.From), policy.Channel(request.To));
        var found = await new PromotionSources(state, policy, request).ReadAsync(cancellation);
        ImmutableArray<Offer> sources = [.. found.Select(source => source.Offer)];
        var standing = (await state.ReadOffersAsync(to.Name, cancellation)).ToDictionary(offer => offer.Runtime);
        var book = new RuleBook(time);
        book.Require(RefuseSource(from, to));
        book.Require(YankedReleases.Refuse(await YankedReleases.ReadAsync(state, cancellation), request.Version));
        book.Require(RefuseStopped(await YankedReleases.ReadRolloutAsync(state, from.Name, cancellation), request.Version) ?? RefuseLeft(found, request));
        var hastened = request.EmergencyReason is null ? null : await YankedReleases.ReadRolloutAsync(state, to.Name, cancellation);
        book.Require(RefuseBrake(hastened, request.Version));
        book.Require(RefuseFewKeys(state.KeysOf(to.Name.ToString()), to));

        // What the channel offers already has been judged when it entered.
        var entering = sources.Where(source => standing.GetValueOrDefault(source.Runtime)?.Release != source.Release).ToImmutableArray();
        if (!entering.IsEmpty)
        {
            ImmutableArray<SemanticVersion> before = [.. entering.Select(source => standing.GetValueOrDefault(source.Runtime)?.Release.Version).OfType<SemanticVersion>().Distinct().Order()];
            JudgeStep(book, to, before, request.Version);
            JudgeBake(book, to, entering.Max(source => OutSince(state, source)), request, time);
            await JudgeGatesAsync(book, to, new GateSubject(policy.Product, request.Version, to.Name)
            {
                From = from.Name,
                Previous = before.LastOrDefault(),
                Since = entering.Max(source => source.ReleasedAt),
                Time = time,
            }, request, cancellation);
        }

        SkipWaves(book, to, hastened, request);
        return new PromotionReview(sources, book.Evidence, book.Refusals);
    }

    private static PolicyRefusal? RefuseSource(ChannelPolicy from, ChannelPolicy to) => to.From is { } expected && expected != from.Name
        ? new(PolicyFailure.WrongSource, $"Releases enter {to.Name} from {expected}, not from {from.Name}.", $"See channels.{to.Name}.from in {ReleasePolicy.FileName}.")
        : null;

    private static PolicyRefusal? RefuseStopped(Rollout? rollout, SemanticVersion version) =>
        rollout is not null && rollout.Version == version && rollout.State != RolloutState.Active
            ? new(
                PolicyFailure.HaltedInSource,
                Stopped(rollout),
                HowToResume(rollout))
            : null;

    /// <summary>What was yanked does not go on, whoever resumes it.</summary>
    private static string? HowToResume(Rollout rollout) =>
        rollout.FindYanked(rollout.Version) is null ? $"If it is not at fault: slipway rollout resume --channel {rollout.Channel}" : null;

    /// <summary>An emergency is for going on faster. Who stopped it is asked first.</summary>
    private static PolicyRefusal? RefuseBrake(Rollout? rollout, SemanticVersion version) =>
        rollout is not null && rollout.Version == version && rollout.State != RolloutState.Active
            ? new(PolicyFailure.RolloutStopped, $"{Stopped(rollout).TrimEnd('.')}. An emergency releases no brake.", HowToResume(rollout))
            : null;

    /// <summary>The rollout that stopped it is over, and nobody can resume it: the channel has gone on without it.</summary>
    private static PolicyRefusal? RefuseLeft(ImmutableArray<PromotionSource> sources, PromotionRequest request) =>
        sources.FirstOrDefault(source => source.Left != RolloutState.Active) is { } stopped
            ? new(
                PolicyFailure.HaltedInSource,
                $"{request.Version} {(stopped.Left == RolloutState.Halted ? "was halted" : "went back")} in {request.From}, which has gone on to another release since.",
                "If it is not at fault, publish its content under a new version.")
            : null;

    private static string Stopped(Rollout rollout) =>
        $"{rollout.Version} {(rollout.State == RolloutState.Halted ? "is halted" : "goes back")} in {rollout.Channel}{(rollout.Reason is { } reason ? $": {reason}" : ".")}";

    /// <summary>What asks for approvals is the threshold in the signed metadata: a number in slipway.json alone would be a promise.</summary>
    private static PolicyRefusal? RefuseFewKeys(RoleKeys keys, ChannelPolicy to) => keys.Threshold < to.Approvals
        ? new(
            PolicyFailure.TooFewApprovals,
            $"{to.Name} is to have {to.Approvals} approvals, but the repository takes what {keys.Threshold} of its keys {(keys.Threshold == 1 ? "has" : "have")} signed.",
            $"Raise the threshold: slipway keys add {to.Name} KEY --threshold {to.Approvals}")
        : null;

    /// <summary>The largest step counts, and of a step back nothing else is said.</summary>
    private static void JudgeStep(RuleBook book, ChannelPolicy to, ImmutableArray<SemanticVersion> before, SemanticVersion version)
    {
        var refusal = before.Select(current => VersionStep.Refuse(to, current, version)).OfType<PolicyRefusal>().MaxBy(refused => refused.Failure);
        if (refusal?.Failure == PolicyFailure.NotForward || before.IsEmpty || to.Bump == VersionBump.Major)
        {
            book.Require(refusal);
            return;
        }

        book.Enter("bump", $"{string.Join(", ", before)} -> {version}", VersionStep.TextOf(to.Bump), refusal);
    }

    /// <summary>Not before the builder listed it: a channel's key alone invents no bake.</summary>
    private static DateTimeOffset OutSince(RepositoryState state, Offer source) =>
        Retention.PublishedAt(state, source.Release) is { } listed && listed > source.BakingSince ? listed : source.BakingSince;

    private static void JudgeBake(RuleBook book, ChannelPolicy to, DateTimeOffset since, PromotionRequest request, DateTimeOffset time)
    {
        if (to.Bake == TimeSpan.Zero)
        {
            return;
        }

        var (value, limit) = ($"{DurationWords.Of(time - since)}, since {IsoTime.FormatMinutes(since)}", DurationText.Format(to.Bake));
        if (request.EmergencyReason is not null)
        {
            book.Skip("bake", value, limit);
            return;
        }

        var ready = since + to.Bake;
        book.Enter("bake", value, limit, time < ready
            ? new(PolicyFailure.BakeNotOver, $"{request.Version} is out since {since:u}, and {to.Name} takes only what has been out for {limit}.", $"It may enter at {ready:u}.") { Until = ready }
            : null);
    }

    /// <summary>Also of a release that the channel offers already: what was left of its waves is skipped now. A share that was asked for is no wave of slipway.json.</summary>
    private static void SkipWaves(RuleBook book, ChannelPolicy to, Rollout? hastened, PromotionRequest request)
    {
        var share = hastened?.Version == request.Version ? hastened.Permyriad : to.Waves[0].Permyriad;
        if (request.EmergencyReason is not null && request.Permyriad is null && share < Rollout.Everyone)
        {
            book.Skip(RuleEvidence.Waves, $"{RolloutShare.Format(Rollout.Everyone)}% at once", $"{string.Join(", ", to.Waves.Select(wave => RolloutShare.Format(wave.Permyriad)))}%");
        }
    }

    private async Task JudgeGatesAsync(RuleBook book, ChannelPolicy to, GateSubject subject, PromotionRequest request, CancellationToken cancellation)
    {
        ImmutableArray<Gate> asked = [.. to.Gates.Where(gate => gate.Moments.HasFlag(GateMoment.Promote))];
        if (asked.IsEmpty)
        {
            return;
        }

        if (request.EmergencyReason is not null)
        {
            asked.ToList().ForEach(gate => book.Skip(RuleEvidence.GatePrefix + gate.Name, value: null, limit: null));
            return;
        }

        var answers = await gates.AskAsync(asked, subject, cancellation);
        foreach (var rule in asked.Select(gate => RuleEvidence.GatePrefix + gate.Name))
        {
            var answer = answers.FirstOrDefault(given => given.Rule == rule) ?? new RuleEvidence(rule, RuleOutcome.Missing, subject.Time) { Value = "it was not asked" };
            book.Enter(answer, GateRefusal.Of(answer));
        }
    }
}
