using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>Lets a channel offer a release: the same rules whether it is published or promoted.</summary>
internal sealed class ChannelEntry(RepositoryEdit edit, ChannelPolicy channel, ReleasePolicy policy)
{
    private readonly List<(FormerOffer Former, SemanticVersion Next)> _replaced = [];

    /// <summary>Offers <paramref name="next"/>. Where the channel offers its release already, what is said of it besides is added.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it is longer than devices read.</exception>
    public Offer Offer(Offer? current, Offer next)
    {
        if (current is not null)
        {
            next = current.Release == next.Release ? Again(current, next) : InsteadOf(current, next);
            next = next with { MinSecureVersion = SemanticVersion.Highest(current.MinSecureVersion, next.MinSecureVersion) };
        }

        var bytes = next.ToBytes();
        if (bytes.Length > MetadataLimits.OfferBytes)
        {
            throw new InputException(InputFailure.OptionInvalid, $"The offer for {next.Runtime} has {bytes.Length} bytes: expected at most {MetadataLimits.OfferBytes}, which is all that devices read.")
            {
                Hint = "Shorten the release notes.",
            };
        }

        edit.Put(channel.Name.ToString(), ReleasePaths.Offer(channel.Name, next.Runtime), StoreContent.Of(bytes));
        return next;
    }

    /// <summary>
    /// The release that devices of this channel go back to from the next one: what it offers, unless that was halted or yanked; then what that goes back to; where
    /// that was yanked, too, the latest one that the channel has offered before.
    /// </summary>
    public async Task<ReleaseReference?> LastGoodAsync(Offer? current, CancellationToken cancellation)
    {
        var rollout = await edit.State.ReadRolloutAsync(channel.Name, cancellation);
        var isStopped = rollout is not null && rollout.State != RolloutState.Active && rollout.Version == current?.Release.Version;
        var yanked = await YankedReleases.ReadAsync(edit.State, cancellation);
        return new[] { isStopped ? null : current?.Release, current?.Rollback }.FirstOrDefault(release => release is not null && !IsYanked(release.Version))
            ?? (current is null ? null : await FormerAsync(current, former => !IsYanked(former), cancellation));

        bool IsYanked(SemanticVersion version) => yanked.Any(gone => gone.Version == version);
    }

    private async Task<ReleaseReference?> FormerAsync(Offer current, Func<SemanticVersion, bool> isGood, CancellationToken cancellation)
    {
        var history = await OfferHistory.ReadAsync(edit.State, channel.Name, cancellation);
        var latest = history.Offers
            .Where(offer => offer.Runtime == current.Runtime && offer.Left == RolloutState.Active && offer.Version < current.Release.Version)
            .Where(offer => isGood(offer.Version) && !(offer.Version < current.MinSecureVersion))
            .MaxBy(offer => offer.Version);
        if (latest is null || await edit.State.ReadReferenceAsync(latest.Version, latest.Runtime, cancellation) is not { } listed)
        {
            return null;
        }

        var former = (await history.ReadOfferAsync(edit.State, policy.Product, latest, cancellation)).Release;
        return former.ManifestDigest == listed.ManifestDigest ? former : null;
    }

    /// <summary>Begins the rollout of <paramref name="version"/>, unless it has begun, and remembers the offers that were replaced. It comes last, after retention.</summary>
    /// <param name="version">The release.</param>
    /// <param name="permyriad">The share of devices it goes to first, or null for the channel's first wave.</param>
    /// <param name="notBefore">The earliest time for devices to take it, or null for at once.</param>
    /// <param name="isEmergency">Whether a rollout that has begun is to go on to the share at once.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it has begun, with another share or at another time.</exception>
    public async Task<Rollout> StartRolloutAsync(SemanticVersion version, int? permyriad, DateTimeOffset? notBefore, bool isEmergency, CancellationToken cancellation)
    {
        var running = await edit.State.ReadRolloutAsync(channel.Name, cancellation);
        await RememberAsync(running, cancellation);
        if (running?.Version == version)
        {
            return isEmergency && permyriad >= running.Permyriad ? Hasten(running, permyriad.Value, notBefore)
                : permyriad is { } share && share != running.Permyriad ? throw HasBegun(version, "with another share of the devices")
                : notBefore is { } time && time != running.NotBefore ? throw HasBegun(version, "at another time")
                : running;
        }

        var rollout = new Rollout
        {
            Channel = channel.Name,
            Product = policy.Product,
            Version = version,
            Permyriad = permyriad ?? channel.Waves[0].Permyriad,
            Salt = RolloutSalt.Of(policy.Product, channel.Name, version),
            NotBefore = notBefore,
            WaveSince = edit.Time,
            Yanked = await YankedReleases.ReadAsync(edit.State, cancellation),
        };
        RolloutStep.Put(edit, rollout);
        return rollout;
    }

    private Rollout Hasten(Rollout running, int permyriad, DateTimeOffset? notBefore)
    {
        var hastened = RolloutStep.To(running, permyriad, edit.Time) with { NotBefore = notBefore };
        RolloutStep.Put(edit, hastened);
        return hastened;
    }

    private Offer InsteadOf(Offer current, Offer next)
    {
        var file = edit.State.Find(channel.Name.ToString(), ReleasePaths.Offer(channel.Name, current.Runtime))!;
        _replaced.Add((new FormerOffer(current.Release.Version, current.Runtime, file), next.Release.Version));
        return next;
    }

    /// <summary>Every channel does it, also one that nothing is promoted from: what comes after it, a later slipway.json may say.</summary>
    private async Task RememberAsync(Rollout? running, CancellationToken cancellation)
    {
        if (_replaced.Count == 0)
        {
            return;
        }

        var history = await OfferHistory.ReadAsync(edit.State, channel.Name, cancellation);
        foreach (var (former, next) in _replaced)
        {
            var left = next < former.Version ? RolloutState.Rollback : running?.Version == former.Version ? running.State : RolloutState.Active;
            history = history.With(former with { Left = left }, next);
        }

        var listed = history.Listed(edit.Role(ReleasePaths.ReleasesRole));
        edit.Put(channel.Name.ToString(), ReleasePaths.OfferHistory(channel.Name), StoreContent.Of(listed.ToBytes()));
    }

    private InputException HasBegun(SemanticVersion version, string how) =>
        new(InputFailure.OptionInvalid, $"The rollout of {version} in {channel.Name} has begun already, {how}.")
        {
            Hint = $"Change it with 'slipway rollout set --channel {channel.Name}', --percent N or --not-before TIME.",
        };

    /// <summary>The same release offered again: when it came, and from where, stays; permissions are only added, and that it became an emergency.</summary>
    private static Offer Again(Offer current, Offer next) => current with
    {
        MinSecureVersion = next.MinSecureVersion,
        AllowDowngradeFrom = [.. current.AllowDowngradeFrom.Union(next.AllowDowngradeFrom).Order()],
        AllowsMajor = current.AllowsMajor || next.AllowsMajor,
        Notes = next.Notes ?? current.Notes,
        DisplayName = next.DisplayName ?? current.DisplayName,
        IsEmergency = current.IsEmergency || next.IsEmergency,
        Evidence = next.IsEmergency && !current.IsEmergency ? [.. current.Evidence, .. next.Evidence.Where(rule => rule.Rule == RuleEvidence.Waves)] : current.Evidence,
        Reason = !next.AllowDowngradeFrom.IsEmpty || (next.IsEmergency && !current.IsEmergency) ? next.Reason : current.Reason,
    };
}
