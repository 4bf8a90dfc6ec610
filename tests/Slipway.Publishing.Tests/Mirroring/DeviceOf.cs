using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Tests.Mirroring;

/// <summary>A device of one channel that reads a copy: all that it would read to install what it is offered.</summary>
internal sealed class DeviceOf(ReleaseWorkshop workshop, ChannelName channel)
{
    private readonly LocalMetadataInMemory _local = new();

    /// <summary>Refreshes, reads offer and rollout, and downloads every file of every release that the offer names.</summary>
    /// <returns>The version that is offered.</returns>
    public async Task<string> ReadAllAsync(IRepositorySource copy)
    {
        using var mirrors = new RepositoryMirrors(copy);
        var client = await TufClient.StartAsync(
            await File.ReadAllBytesAsync(workshop["trust_anchor.json"]), _local, mirrors, workshop.Clock.GetUtcNow(), CancellationToken.None);
        await client.RefreshAsync(CancellationToken.None);
        var offer = Offer.Parse(await ReadAsync(client, ReleasePaths.Offer(channel, ReleaseWorkshop.LinuxX64)));
        Assert.Equal(offer.Release.Version, Rollout.Parse(await ReadAsync(client, ReleasePaths.Rollout(channel))).Version);
        foreach (var release in offer.NamedReleases)
        {
            foreach (var file in (string[])["manifest.json", "signature.sig", "payload.tar.zst"])
            {
                await ReadAsync(client, release.PathOf(file));
            }
        }

        return offer.Release.Version.ToString();
    }

    private static async Task<byte[]> ReadAsync(TufClient client, string path) =>
        await client.ReadTargetAsync((await client.FindTargetAsync(path, CancellationToken.None))!, MetadataLimits.OfferBytes, CancellationToken.None);
}
