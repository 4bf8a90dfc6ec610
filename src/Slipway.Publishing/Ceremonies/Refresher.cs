using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Signs again what says nothing new but would expire: for a schedule, which has the online keys alone.</summary>
/// <param name="repository">The repository.</param>
/// <param name="given">Keys besides those that slipway.json names, for roles that are asked for. Relative paths start at its folder.</param>
public sealed class Refresher(ReleaseRepository repository, ImmutableArray<KeyReference> given)
{
    /// <summary>
    /// Signs the timestamp, the snapshot if it is past half its life or something else is signed, and the online roles that are past half of theirs.
    /// No offline role is signed unless it is named. No expiry goes back.
    /// </summary>
    /// <param name="roles">Roles to sign in any case, offline ones too: in a second step, which may have to be approved.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">Keys are missing.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: the roles that were named are staged; the rest is done.</exception>
    public async Task<RefreshResult> RefreshAsync(ImmutableArray<string> roles, CancellationToken cancellation)
    {
        await CommitAsync(
            edit =>
            {
                edit.RenewsTimestamp = true;
                edit.RenewsSnapshot = IsPastHalf(edit, RoleNames.Snapshot);
                Renew(edit, edit.State.Roles.Keys.Where(role => IsOnline(role) && IsPastHalf(edit, role)));
            },
            cancellation);
        if (!roles.IsEmpty)
        {
            await CommitAsync(edit => RenewNamed(edit, roles), cancellation);
        }

        var state = await repository.ReadAsync(cancellation);
        return new RefreshResult(
            [.. RolesOf(state).Select(role => new RoleExpiry(role, state.ExpiryOf(role), IsOnline(role), IsPastHalf(state.ExpiryOf(role), role)))]);
    }

    private async Task CommitAsync(Action<RepositoryEdit> change, CancellationToken cancellation)
    {
        using var ring = new KeyRing(repository.Policy, given, repository.Policy.Folder, repository.Warn);
        await repository.CommitAsync(
            edit =>
            {
                edit.IsRenewal = edit.IsCeremony = true;
                change(edit);
                return Task.CompletedTask;
            },
            progress: null,
            ring,
            cancellation);
    }

    private static void RenewNamed(RepositoryEdit edit, ImmutableArray<string> roles)
    {
        edit.RenewsTimestamp = true;
        edit.RenewsSnapshot = roles.Contains(RoleNames.Snapshot);
        if (roles.Contains(RoleNames.Root))
        {
            edit.Replace(edit.State.Root);
        }

        Renew(edit, roles.Except([RoleNames.Root, RoleNames.Snapshot, RoleNames.Timestamp]));
    }

    private static void Renew(RepositoryEdit edit, IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            edit.Replace(role, edit.State.RoleOf(role));
        }
    }

    private bool IsPastHalf(RepositoryEdit edit, string role) => IsPastHalf(edit.State.ExpiryOf(role), role);

    private bool IsPastHalf(DateTimeOffset expiry, string role) => expiry - repository.Now < new NextMetadata(repository.Policy).LifetimeOf(role) / 2;

    private bool IsOnline(string role) => repository.Policy.Roles.GetValueOrDefault(role)?.IsOnline ?? DefaultRoles.IsOnline(role);

    private static IEnumerable<string> RolesOf(RepositoryState state) =>
        [RoleNames.Root, .. state.Roles.Keys.Order(StringComparer.Ordinal), RoleNames.Snapshot, RoleNames.Timestamp];
}
