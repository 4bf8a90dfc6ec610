using System.Collections.Immutable;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Ceremonies;

/// <summary>A change by people who hold keys: what they lack is staged, and keys count that slipway.json does not name.</summary>
internal static class CeremonyCommit
{
    /// <param name="repository">The repository.</param>
    /// <param name="given">Keys from the command line. Each must be there.</param>
    /// <param name="former">Keys that slipway.json named before, where they are here.</param>
    /// <param name="change">Makes the edit; it must not have effects of its own.</param>
    /// <param name="cancellation">Stops it; readers then see the old state.</param>
    public static async Task RunAsync(
        ReleaseRepository repository, ImmutableArray<KeyReference> given, ImmutableArray<KeyReference> former, Func<RepositoryEdit, RoleSigners, Task> change, CancellationToken cancellation)
    {
        var policy = repository.Policy;
        using var ring = new KeyRing(policy, given, policy.Folder, repository.Warn, repository.Audit);
        ring.AddIfHere(former, policy.Folder);
        using var signers = new RoleSigners(policy, repository.Warn, repository.Audit, ring);
        await repository.CommitAsync(
            async edit =>
            {
                edit.IsCeremony = true;
                await change(edit, signers);
            },
            progress: null,
            signers,
            cancellation);
    }
}
