using System.Collections.Immutable;
using Slipway.Publishing.Keys;
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
    /// No offline role is signed unless it is named. No expiry goes back. An online role whose keys are missing keeps nobody from signing the others.
    /// </summary>
    /// <param name="roles">Roles to sign in any case, offline ones too: in a second step, which may have to be approved.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InputException">Keys of the timestamp are missing, or of a role that was named.</exception>
    /// <exception cref="StoreException"><see cref="StoreFailure.ApprovalNeeded"/>: the roles that were named are staged; the rest is done.</exception>
    public async Task<RefreshResult> RefreshAsync(ImmutableArray<string> roles, CancellationToken cancellation)
    {
        var unsigned = ImmutableArray<UnsignedRole>.Empty;
        await CommitAsync((edit, signers) => unsigned = RenewOnline(edit, signers), cancellation);
        if (!roles.IsEmpty)
        {
            await CommitAsync((edit, _) => RenewNamed(edit, roles), cancellation);
        }

        var state = await repository.ReadAsync(cancellation);
        return new RefreshResult(
            [.. RolesOf(state).Select(role => new RoleExpiry(role, state.ExpiryOf(role), repository.Policy.IsOnline(role), IsPastHalf(state.ExpiryOf(role), role), state.ExpiryOf(role) <= repository.Now))],
            [.. unsigned.Where(role => state.ExpiryOf(role.Role) == role.Expires)]);
    }

    /// <summary>Renews what can be signed. Where the snapshot cannot, no other role can be named anew, and the timestamp is renewed alone.</summary>
    private ImmutableArray<UnsignedRole> RenewOnline(RepositoryEdit edit, RoleSigners signers)
    {
        var due = edit.State.Roles.Keys.Where(role => repository.Policy.IsOnline(role) && IsPastHalf(edit, role)).Order(StringComparer.Ordinal).ToImmutableArray();
        var isSnapshotDue = IsPastHalf(edit, RoleNames.Snapshot);
        edit.RenewsTimestamp = true;
        if (Lack(edit.State, RoleNames.Snapshot, signers) is { } lack)
        {
            return isSnapshotDue || !due.IsEmpty ? [.. due.Append(RoleNames.Snapshot).Select(role => new UnsignedRole(role, edit.State.ExpiryOf(role), lack))] : [];
        }

        edit.RenewsSnapshot = isSnapshotDue;
        var lacks = due.ToDictionary(role => role, role => Lack(edit.State, role, signers));
        Renew(edit, due.Where(role => lacks[role] is null));
        return [.. due.Where(role => lacks[role] is not null).Select(role => new UnsignedRole(role, edit.State.ExpiryOf(role), lacks[role]!))];
    }

    /// <summary>A key that cannot be read is as good as none: the timestamp does not wait for it.</summary>
    private static InputException? Lack(RepositoryState state, string role, RoleSigners signers)
    {
        try
        {
            return signers.Lack(role, [state.KeysOf(role)]);
        }
        catch (InputException unusable)
        {
            return unusable;
        }
    }

    private Task CommitAsync(Action<RepositoryEdit, RoleSigners> change, CancellationToken cancellation) => CeremonyCommit.RunAsync(
        repository,
        given,
        [],
        (edit, signers) =>
        {
            edit.IsRenewal = true;
            change(edit, signers);
            return Task.CompletedTask;
        },
        cancellation);

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

    private static IEnumerable<string> RolesOf(RepositoryState state) =>
        [RoleNames.Root, .. state.Roles.Keys.Order(StringComparer.Ordinal), RoleNames.Snapshot, RoleNames.Timestamp];
}
