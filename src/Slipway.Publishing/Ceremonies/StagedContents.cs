using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Makes sure that the store has what staged roles come to list, byte for byte.</summary>
internal sealed class StagedContents(IReleaseStore store)
{
    /// <exception cref="StoreException"><see cref="StoreFailure.Incomplete"/> or <see cref="StoreFailure.ImmutableObjectDiffers"/>.</exception>
    public async Task RequireAsync(Staging staging, RepositoryState state, CancellationToken cancellation)
    {
        foreach (var (role, targets) in staging.Roles)
        {
            foreach (var file in targets.Files.Values.Where(file => state.Find(role, file.Path)?.Hashes.Equals(file.Hashes) != true))
            {
                await RequireAsync(file, cancellation);
            }
        }
    }

    private async Task RequireAsync(TargetFile file, CancellationToken cancellation)
    {
        await using var content = await store.OpenAsync(file.RepositoryPath, cancellation)
            ?? throw new StoreException(StoreFailure.Incomplete, $"{file.RepositoryPath} is staged, but the store does not have it.")
            {
                Hint = "Run the command again that staged it: it stores what is missing.",
            };
        if (await Sha256Digest.OfAsync(content, cancellation) is var found && found != file.Digest)
        {
            throw new StoreException(StoreFailure.ImmutableObjectDiffers, $"{file.RepositoryPath} has the digest {found}, and {file.Digest} is staged.")
            {
                Hint = "The store is damaged, or something else writes to it.",
            };
        }
    }
}
