using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>What changed in a channel between two versions of its role.</summary>
internal sealed class ChannelChanges(ChannelName channel, RuntimeId? only, DocumentReader documents)
{
    /// <summary>One event for all runtimes to which the same happened.</summary>
    public async Task<IEnumerable<ReleaseEvent>> BetweenAsync(Targets? before, RoleVersion version, EventMaker make)
    {
        var events = new List<ReleaseEvent>();
        foreach (var runtime in RuntimesOf(before).Union(RuntimesOf(version.Targets)).Where(runtime => only is null || runtime == only))
        {
            var path = ReleasePaths.Offer(channel, runtime);
            if (await CompareAsync(before?.Files.GetValueOrDefault(path), version.Targets!.Files.GetValueOrDefault(path), runtime, make) is { } change)
            {
                events.Add(change);
            }
        }

        return events
            .GroupBy(change => (change.Kind, change.Version, Lowered: change.Kind == ReleaseEventKind.Lowered ? change.Before : null, change.From, change.At, change.Notes, change.Reason, change.IsEmergency, change.Problem))
            .Select(same => Join([.. same]));
    }

    private static ReleaseEvent Join(ImmutableArray<ReleaseEvent> same) => same[0] with
    {
        Runtimes = [.. same.SelectMany(change => change.Runtimes).OrderBy(runtime => runtime.ToString(), StringComparer.Ordinal)],
        Before = same.Select(change => change.Before).Distinct().Skip(1).Any() ? null : same[0].Before,
    };

    private IEnumerable<RuntimeId> RuntimesOf(Targets? targets) =>
        (targets?.Files.Keys ?? []).Select(path => ReleasePaths.RuntimeOfOffer(channel, path)).OfType<RuntimeId>();

    private async Task<ReleaseEvent?> CompareAsync(TargetFile? before, TargetFile? after, RuntimeId runtime, EventMaker make)
    {
        if (before?.Digest == after?.Digest)
        {
            return null;
        }

        var old = before is null ? null : await documents.ReadAsync(before, bytes => Offer.Parse(bytes));
        if (after is null)
        {
            return make.Make(ReleaseEventKind.Withdrawn, channel) with { Runtimes = [runtime], Version = old?.Release.Version };
        }

        return await documents.ReadAsync(after, bytes => Offer.Parse(bytes)) is { } offer && offer.Channel == channel && offer.Runtime == runtime
            ? Describe(make.Make(KindOf(old, offer), channel, IsNew(old, offer) ? offer.ReleasedAt : null), old, offer)
            : make.Make(ReleaseEventKind.Unknown, channel) with { Runtimes = [runtime], Problem = $"{after.RepositoryPath} is gone from the store, or is not what was signed for" };
    }

    private static ReleaseEvent Describe(ReleaseEvent made, Offer? old, Offer offer) => made with
    {
        Runtimes = [offer.Runtime],
        Version = offer.Release.Version,
        Before = old?.Release.Version,
        From = offer.PromotedFrom?.Channel,
        Notes = offer.Notes,
        Reason = offer.Reason,
        IsEmergency = offer.IsEmergency,
    };

    private static bool IsNew(Offer? old, Offer offer) => old?.Release.ManifestDigest != offer.Release.ManifestDigest;

    private static ReleaseEventKind KindOf(Offer? old, Offer offer) =>
        !IsNew(old, offer) ? ReleaseEventKind.OfferChanged
        : old is not null && offer.Release.Version < old.Release.Version ? ReleaseEventKind.Lowered
        : offer.PromotedFrom is null ? ReleaseEventKind.Published
        : ReleaseEventKind.Promoted;
}
