using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Whom a repository trusts, and whom it is known to have trusted: what old metadata is verified with.</summary>
/// <remarks>
/// Every root is in the store, each signed by the one before; targets of earlier versions as far as they are. Who was trusted once may have lost
/// the key since, so what only former keys signed is told apart.
/// </remarks>
internal sealed class FormerTrust
{
    private readonly RepositoryState _state;
    private readonly IReadOnlyList<Root> _roots;
    private readonly IReadOnlyList<Targets> _targets;

    private FormerTrust(RepositoryState state, IReadOnlyList<Root> roots, IReadOnlyList<Targets> targets)
    {
        _state = state;
        _roots = roots;
        _targets = targets;
    }

    public static async Task<FormerTrust> ReadAsync(ReleaseRepository repository, RepositoryState state, MetadataListing listing, CancellationToken cancellation)
    {
        var roots = await ReadRootsAsync(repository, state.Root.Version, cancellation);
        var reader = new VersionReader(repository.Store, cancellation);
        var files = await reader.ReadAllAsync(RoleNames.Targets, listing.Of(RoleNames.Targets, state.VersionOf(RoleNames.Targets)), progress: null);
        return new FormerTrust(state, roots, [.. files.Where(file => roots.Any(root => root.Roles[RoleNames.Targets].Tally(file.Content).IsMet)).Select(file => file.Content.ReadUnverifiedTargets())]);
    }

    /// <summary>The keys of a role now, and then those it had before.</summary>
    public IEnumerable<RoleKeys> Of(string role)
    {
        var current = _state.KeysOf(role);
        var former = _state.Root.Roles.ContainsKey(role)
            ? _roots.Select(root => root.Roles[role])
            : _targets.SelectMany(targets => targets.Delegations).Where(delegation => delegation.Name == role).Select(delegation => delegation.Keys);
        return former.Where(keys => !keys.HasSameKeys(current)).Prepend(current);
    }

    private static async Task<List<Root>> ReadRootsAsync(ReleaseRepository repository, long newest, CancellationToken cancellation)
    {
        var trusted = TrustedMetadata.StartFromIgnoringExpiryUnsafe(repository.ReadTrustAnchor());
        var roots = new List<Root> { trusted.Root };
        while (trusted.Root.Version < newest
            && await repository.Store.ReadAsync(RepositoryFiles.Of(RoleNames.Root, trusted.Root.Version + 1), MetadataLimits.RootBytes, cancellation) is { } next)
        {
            trusted.UpdateRoot(next.Bytes);
            roots.Add(trusted.Root);
        }

        return roots;
    }
}
