using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Rollouts;

/// <summary>Puts a rollout where there is none that devices could go by. A thief of the rollout key can list anything there, and every publisher stops at it, also after the key was changed.</summary>
/// <remarks>It needs the rollout key, as what it replaces did; the rollout lets nobody have anything.</remarks>
internal sealed class RolloutMending(RepositoryEdit edit, ChannelPolicy channel, SegmentName product)
{
    private static readonly SemanticVersion Nothing = SemanticVersion.Parse("0.0.0");

    /// <summary>The rollout to put there, and what to tell of it; null where there is nothing to mend.</summary>
    public async Task<(Rollout Rollout, string Warning)?> FindAsync(CancellationToken cancellation)
    {
        if (edit.State.Find(ReleasePaths.RolloutRole, ReleasePaths.Rollout(channel.Name)) is null)
        {
            return null;
        }

        var offers = await edit.State.ReadOffersAsync(channel.Name, cancellation);
        if (await FindFaultAsync(offers, cancellation) is not { } fault)
        {
            return null;
        }

        var (others, unreadable) = await YankedReleases.TryReadRolloutsAsync(edit.State, cancellation);
        var mended = Begin(offers) with { Yanked = YankedReleases.Of(others, UnyankedReleases.Of(edit.State.Roles[RoleNames.Targets])) };
        return (mended, Warn(fault, mended, offers, [.. unreadable.Where(other => other != channel.Name)]));
    }

    private async Task<string?> FindFaultAsync(ImmutableArray<Offer> offers, CancellationToken cancellation)
    {
        var (rollout, fault) = await YankedReleases.TryReadRolloutAsync(edit.State, channel.Name, cancellation);
        return fault is not null ? fault.Message
            : rollout!.Product != product ? $"It is a rollout of {rollout.Product}."
            : offers.IsEmpty || offers.Any(offer => offer.Release.Version == rollout.Version) ? null
            : $"It is about {rollout.Version}, which {channel.Name} does not offer.";
    }

    private Rollout Begin(ImmutableArray<Offer> offers)
    {
        var version = offers.IsEmpty ? Nothing : offers.Max(offer => offer.Release.Version)!;
        return new Rollout
        {
            Channel = channel.Name,
            Product = product,
            Version = version,
            State = RolloutState.Halted,
            Permyriad = offers.IsEmpty ? 0 : channel.Waves[0].Permyriad,
            Salt = RolloutSalt.Of(product, channel.Name, version),
            WaveSince = edit.Time,
        };
    }

    private string Warn(string fault, Rollout mended, ImmutableArray<Offer> offers, ImmutableArray<ChannelName> unreadable)
    {
        var now = offers.IsEmpty ? $"{channel.Name} offers nothing" : $"{mended.Version} is halted now, at the first wave: how far it had gone is not known, and 'slipway rollout set' says it";
        var yanks = mended.Yanked.IsEmpty ? "Nothing is known to be yanked" : $"Yanked as other rollouts say: {string.Join(", ", mended.Yanked.Select(yank => yank.Version))}";
        var rest = unreadable.IsEmpty ? "" : $" {string.Join(", ", unreadable)} {(unreadable.Length == 1 ? "has" : "have")} no rollout either.";
        return $"What was listed as the rollout of {channel.Name} was replaced. {fault.TrimEnd('.')}. {now}. {yanks}; compare with 'slipway history', and yank again what is missing.{rest}";
    }
}
