using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Rollouts;
using Slipway.Tuf;

namespace Slipway.Publishing.Recalls;

/// <summary>Takes a release back, in every channel at once. It signs with the rollout key alone, which can introduce no release.</summary>
/// <remarks>The rollout key cannot undo it: <see cref="Unyanker"/>.</remarks>
public sealed class Yanker(ReleaseRepository repository)
{
    /// <summary>The most releases that rollouts tell of.</summary>
    public const int MaxYanked = 64;

    /// <summary>Yanks a release: every rollout says so, and those that are about it go back. Its bytes stay.</summary>
    /// <param name="version">The release.</param>
    /// <param name="reason">Why, in a line. Of a release that was yanked before, other words replace the ones before.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    /// <exception cref="InputException">The reason is no line, nobody knows the version, or 64 others are yanked. Nothing was signed.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.NotInChannel"/>: no channel has a rollout yet.</exception>
    public async Task<Yanking> YankAsync(SemanticVersion version, string reason, CancellationToken cancellation)
    {
        var words = RecallReason.Require(reason);
        Yanking? yanking = null;
        await repository.CommitAsync(async edit => yanking = await YankAsync(edit, version, words, cancellation), progress: null, cancellation);
        return yanking!;
    }

    private static async Task<Yanking> YankAsync(RepositoryEdit edit, SemanticVersion version, string reason, CancellationToken cancellation)
    {
        ImmutableArray<ChannelName> channels = [.. edit.State.Channels];
        var offers = new List<Offer>();
        foreach (var channel in channels)
        {
            offers.AddRange(await edit.State.ReadOffersAsync(channel, cancellation));
        }

        var rollouts = await YankedReleases.ReadRolloutsAsync(edit.State, cancellation);
        var unyanked = UnyankedReleases.Of(edit.State.Roles[RoleNames.Targets]);

        KnownVersions.Require(version, edit.State, offers, rollouts);
        var yanked = YankedReleases.Of(rollouts, unyanked);
        var before = yanked.FirstOrDefault(release => release.Version == version);
        RequireRoom(before is null ? yanked.Length : 0, rollouts, version);
        var release = Anew(before is null ? new YankedRelease(version, reason, edit.Time) : before with { Reason = reason }, unyanked, edit.Time);
        yanked = [.. yanked.Where(other => other.Version != version).Append(release).OrderBy(other => other.Version)];
        var isChanged = false;
        foreach (var rollout in rollouts)
        {
            isChanged |= Put(edit, rollout, rollout with { Yanked = yanked }, release);
        }

        return new Yanking(release, isChanged, [.. channels.Select(channel => Describe(channel, offers, rollouts, version, yanked))]);
    }

    /// <summary>A yank that was declared void comes again only under another time: what people say now holds.</summary>
    private static YankedRelease Anew(YankedRelease release, UnyankedReleases unyanked, DateTimeOffset time)
    {
        for (var at = time; unyanked.IsVoid(release); at = at.AddSeconds(1))
        {
            release = release with { At = at };
        }

        return release;
    }

    /// <summary>The share of devices stays: it says how many have what they are to leave.</summary>
    private static bool Put(RepositoryEdit edit, Rollout before, Rollout told, YankedRelease release)
    {
        var after = before.Version == release.Version ? told with { State = RolloutState.Rollback, Reason = release.Reason } : told;
        if (before.ToBytes().AsSpan().SequenceEqual(after.ToBytes()))
        {
            return false;
        }

        RolloutStep.Put(edit, after);
        return true;
    }

    private static ChannelRecall Describe(ChannelName channel, List<Offer> offers, ImmutableList<Rollout> rollouts, SemanticVersion version, ImmutableArray<YankedRelease> yanked) => new(
        channel,
        rollouts.FirstOrDefault(rollout => rollout.Channel == channel && rollout.Version == version)?.Permyriad,
        [.. offers.Where(offer => offer.Channel == channel).Select(offer => RuntimeRecall.Of(offer, version, yanked)).OrderBy(runtime => runtime.Runtime.ToString(), StringComparer.Ordinal)]);

    private static void RequireRoom(int yanked, ImmutableList<Rollout> rollouts, SemanticVersion version)
    {
        if (rollouts.Count == 0)
        {
            throw new StoreException(StoreFailure.NotInChannel, "No channel offers anything yet, so there is no device to tell.") { Hint = "Do not promote it." };
        }

        if (yanked >= MaxYanked)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{MaxYanked} releases are yanked, as many as devices are told of: {version} is not yanked.")
            {
                Hint = "Send the channels back that offer it: slipway rollout rollback --channel NAME --reason TEXT. What was yanked by mistake, or by a thief, the people of targets take off the list: slipway unyank VERSION --reason TEXT",
            };
        }
    }
}
