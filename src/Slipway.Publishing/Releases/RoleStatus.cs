using System.Collections.Immutable;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Releases;

/// <summary>How long a role's signature counts, and whose it is.</summary>
/// <param name="Life">From when to when.</param>
/// <param name="Threshold">How many must have signed.</param>
/// <param name="SignedBy">The role's keys that have. Others may have signed besides; they do not count.</param>
public sealed record RoleStatus(RoleLife Life, int Threshold, ImmutableArray<RoleSigner> SignedBy)
{
    /// <summary>Reads who signed each role.</summary>
    internal static async Task<ImmutableArray<RoleStatus>> ReadAllAsync(ReleaseRepository repository, RepositoryState state, CancellationToken cancellation)
    {
        var names = new KeyNames(repository.Policy);
        return [.. await Task.WhenAll(RoleLife.OfAll(state, repository.Policy).Select(async life =>
        {
            var file = life.Role == RoleNames.Timestamp
                ? UnverifiedMetadata.Parse(life.Role, state.TimestampFile)
                : await repository.ReadFileAsync(state, life.Role, cancellation);
            var tally = state.KeysOf(life.Role).Tally(file);
            return new RoleStatus(life, tally.Threshold, [.. tally.SignedBy.Select(names.Of).OrderBy(signer => signer.ToString(), StringComparer.Ordinal)]);
        }))];
    }
}
