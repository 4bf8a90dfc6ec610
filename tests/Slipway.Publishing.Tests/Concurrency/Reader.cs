using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>A device's view of a repository: what it trusted stays with it from one refresh to the next.</summary>
internal sealed class Reader(ReadOnlyMemory<byte> anchor, TimeProvider time)
{
    private readonly LocalMetadataInMemory _local = new();

    /// <summary>Refreshes, verifies every role, and reads every offer and rollout. Anything that does not verify throws.</summary>
    public async Task<Sight> ReadAsync(IRepositorySource repository)
    {
        using var mirrors = new RepositoryMirrors(repository);
        var client = await TufClient.StartAsync(anchor, _local, mirrors, time.GetUtcNow(), CancellationToken.None);
        await client.RefreshIfChangedAsync(CancellationToken.None);
        var offers = new List<Offer>();
        var rollouts = new List<Rollout>();
        foreach (var delegation in client.Trusted.Targets!.Delegations)
        {
            var role = await client.LoadRoleAsync(delegation, CancellationToken.None);
            foreach (var file in delegation.Name == ReleasePaths.ReleasesRole ? [] : role.Files.Values)
            {
                var bytes = await client.ReadKeptTargetAsync(file, MetadataLimits.OfferBytes, CancellationToken.None);
                if (delegation.Name == ReleasePaths.RolloutRole)
                {
                    rollouts.Add(Rollout.Parse(bytes));
                }
                else if (ReleasePaths.RuntimeOfOffer(ChannelName.Parse(delegation.Name), file.Path) is not null)
                {
                    offers.Add(Offer.Parse(bytes));
                }
            }
        }

        return new Sight(client.Trusted.Timestamp!.Version, [.. offers], [.. rollouts]);
    }
}
