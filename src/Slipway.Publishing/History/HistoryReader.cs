using System.Collections.Immutable;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Tells from signed metadata who released what when, as far back as the store goes.</summary>
public sealed class HistoryReader(ReleaseRepository repository)
{
    /// <summary>Reads it. What cannot be verified is said to be so, and what it says is not repeated.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>.</exception>
    /// <exception cref="StoreException">There is no repository, or it is incomplete.</exception>
    /// <exception cref="TrustException">The current metadata does not follow from the trust anchor.</exception>
    public async Task<ReleaseHistory> ReadAsync(HistoryRequest request, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        ImmutableArray<ChannelName> channels = request.Channel is { } one
            ? [repository.Policy.Channel(one).Name]
            : [.. repository.Policy.ChannelsInOrder().Select(channel => channel.Name)];
        var (walk, state) = await OpenAsync(cancellation);
        var documents = new DocumentReader(repository.Store, cancellation);
        var reader = new VersionReader(repository.Store, cancellation);
        var events = new List<ReleaseEvent>();
        var beginnings = ImmutableArray.CreateBuilder<RoleBeginning>();
        var unyanks = new UnyankEvents();
        foreach (var role in RolesOf(state, channels))
        {
            var (versions, beginning) = await walk.WalkAsync(role, reader, progress);
            Func<Targets?, RoleVersion, EventMaker, Task<IEnumerable<ReleaseEvent>>> compare = role switch
            {
                RoleNames.Targets => unyanks.BetweenAsync,
                ReleasePaths.RolloutRole => new RolloutChanges(channels, documents, unyanks).BetweenAsync,
                _ => new ChannelChanges(ChannelName.Parse(role), request.Runtime, documents).BetweenAsync,
            };
            beginnings.Add(beginning);
            events.AddRange(await TellAsync(role, versions, beginning, compare));
        }

        return new ReleaseHistory(repository.Address, [.. NewestFirst(events, channels).Take(request.Limit)], beginnings.DrainToImmutable(), events.Count);
    }

    /// <summary>Targets comes first, since it says why yanks are gone from rollouts; while it says nothing of yanks, it tells nothing here.</summary>
    private static IEnumerable<string> RolesOf(RepositoryState state, ImmutableArray<ChannelName> channels) =>
    [
        .. UnyankedReleases.Of(state.Roles[RoleNames.Targets]).Declarations.IsEmpty ? Array.Empty<string>() : [RoleNames.Targets],
        .. channels.Select(channel => channel.ToString()),
        ReleasePaths.RolloutRole,
    ];

    /// <summary>What happened in one second went from channel to channel, and in each the offer came before its rollout; what concerns all of them came last.</summary>
    private static IEnumerable<ReleaseEvent> NewestFirst(IEnumerable<ReleaseEvent> events, ImmutableArray<ChannelName> channels) => events
        .OrderByDescending(happened => happened.At.ToUnixTimeSeconds())
        .ThenByDescending(happened => happened.Channel is { } channel ? channels.IndexOf(channel) : channels.Length)
        .ThenBy(happened => happened.Source.Role == ReleasePaths.RolloutRole ? 0 : 1)
        .ThenByDescending(happened => happened.Source.Version);

    private async Task<(RoleWalk Walk, RepositoryState State)> OpenAsync(CancellationToken cancellation)
    {
        var state = await repository.ReadAsync(cancellation);
        var listing = await MetadataListing.ReadAsync(repository.Store, cancellation);
        var trust = await FormerTrust.ReadAsync(repository, state, listing, cancellation);
        var published = await PublishedVersions.ReadAsync(repository.Store, state, trust, listing, cancellation);
        return (new RoleWalk(state, listing, trust, published, new KeyNames(repository.Policy)), state);
    }

    /// <summary>Compares each version with the one before. Before the oldest nobody knows what was there: only what its offers say of themselves is told.</summary>
    private async Task<List<ReleaseEvent>> TellAsync(
        string role, IReadOnlyList<RoleVersion> versions, RoleBeginning beginning, Func<Targets?, RoleVersion, EventMaker, Task<IEnumerable<ReleaseEvent>>> compare)
    {
        var events = new List<ReleaseEvent>();
        Targets? before = null;
        foreach (var version in versions)
        {
            var make = new EventMaker(role, version, LifetimeOf(role));
            if (version.Targets is null)
            {
                events.Add(NotVerified(role, version, make));
                continue;
            }

            var changes = await compare(before, version, make);
            var isBeginning = before is null && !beginning.IsFirst;
            events.AddRange(isBeginning ? changes.Where(change => change.Kind is ReleaseEventKind.Published or ReleaseEventKind.Promoted).Select(Standing)
                : version.IsAfterGap ? changes.Select(Summed)
                : changes);
            before = version.Targets;
        }

        return events;
    }

    private static ReleaseEvent Standing(ReleaseEvent change) => change with { Problem = "older versions of the role are gone: this is what the offer says of itself" };

    private static ReleaseEvent Summed(ReleaseEvent change) => change with { Problem = change.Problem ?? "versions before it are gone, or not verified: it may have been earlier, and not all that happened" };

    private static ReleaseEvent NotVerified(string role, RoleVersion version, EventMaker make) =>
        make.Make(ReleaseEventKind.NotVerified, ChannelName.TryParse(role, out var channel) ? channel : null) with
        {
            Problem = $"{RepositoryFiles.Of(role, version.File.Version)} is not signed by keys that the repository trusts, or is known to have trusted",
        };

    private TimeSpan LifetimeOf(string role) => repository.Policy.Roles.GetValueOrDefault(role)?.Lifetime ?? DefaultRoles.LifetimeOf(role);
}
