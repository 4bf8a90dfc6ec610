using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Recalls;

/// <summary>Lets a channel offer an older release again, on purpose: the one way down. The channel's own keys sign it.</summary>
/// <remarks>Devices below the floor stay where they are: what was once said to be unsafe is never offered again. A key that is in no backup yet stops promotions, and not this: it may be urgent.</remarks>
public sealed class ChannelRollback(ReleaseRepository repository)
{
    /// <summary>Goes back, for every runtime at once. Where the channel offers the release already, nothing changes but the versions that may be left for it.</summary>
    /// <param name="request">Where to, and why.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="PolicyException">There is nothing to go back to, it was yanked, or it is below the floor: every rule that is not met.</exception>
    /// <exception cref="InputException">Keys are missing, or what is asked for goes not back.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>, <see cref="StoreFailure.ApprovalNeeded"/>, or the store refused.</exception>
    /// <exception cref="TrustException">The bytes are not the ones that the channel pins.</exception>
    public async Task<Publication> RollBackAsync(RollbackRequest request, CancellationToken cancellation)
    {
        repository.Policy.Channel(request.Channel);
        var checkedRequest = request with { Reason = RecallReason.Require(request.Reason) };
        Publication? publication = null;
        await repository.CommitAsync(async edit => publication = await RollBackAsync(edit, checkedRequest, cancellation), progress: null, cancellation);
        return publication!;
    }

    private async Task<Publication> RollBackAsync(RepositoryEdit edit, RollbackRequest request, CancellationToken cancellation)
    {
        var standing = await edit.State.ReadOffersAsync(request.Channel, cancellation);
        var to = RollbackStep.Find(request, standing);
        var running = await edit.State.ReadRolloutAsync(request.Channel, cancellation);
        if (running is not null && standing.All(offer => offer.Release.Version == to && request.From.All(offer.AllowDowngradeFrom.Contains)))
        {
            return new Publication(to, request.Channel, standing, running, repository.Address);
        }

        var targets = await new RollbackTargets(edit.State, repository.Policy.Product, to).FindAsync(standing, cancellation);
        var entry = new ChannelEntry(edit, repository.Policy.Channel(request.Channel), repository.Policy);
        var leaving = Leaving(edit.State, request, to, standing);
        var offers = standing.Select(current => entry.Offer(current, targets[current.Runtime] with
        {
            ReleasedAt = edit.Time,
            MinSecureVersion = current.MinSecureVersion,
            AllowDowngradeFrom = leaving,
            Reason = request.Reason,
        })).ToImmutableArray();
        var rollout = await entry.StartRolloutAsync(to, request.Permyriad ?? (running?.Version == to ? null : Rollout.Everyone), notBefore: null, isEmergency: false, cancellation);
        return new Publication(to, request.Channel, offers, rollout, repository.Address);
    }

    /// <summary>Every version that a device may run for having followed this channel, as far as the repository can know.</summary>
    private static ImmutableArray<SemanticVersion> Leaving(RepositoryState state, RollbackRequest request, SemanticVersion to, ImmutableArray<Offer> standing)
    {
        var highest = standing.Max(offer => offer.Release.Version)!;
        var listed = Retention.VersionsOf(state).Where(version => version <= highest);
        var offered = standing.SelectMany(offer => offer.AllowDowngradeFrom.Append(offer.Release.Version));
        return [.. listed.Concat(offered).Concat(request.From).Where(version => version > to).Distinct().Order()];
    }
}
