using Slipway.Bundles;
using Slipway.Channels;
using Slipway.EndToEnd.Tests.Interop;

namespace Slipway.EndToEnd.Tests.Publishers;

/// <summary>What a device sees.</summary>
internal static class Sight
{
    /// <summary>Reads two channels. Offer, rollout and bundle must belong together.</summary>
    public static async Task<string> DescribeAsync(IDevice device)
    {
        var sight = new List<string>();
        foreach (var channel in new[] { "canary", "beta" })
        {
            var files = await device.FetchAsync([$"{channel}/linux-x64.json", $"rollout/{channel}.json"]);
            var offer = Offer.Parse(files[$"{channel}/linux-x64.json"]!);
            var rollout = Rollout.Parse(files[$"rollout/{channel}.json"]!);
            var payload = Shop.PathOf(offer.Release.Version.ToString(), "payload.tar.zst");
            var bundle = await device.FetchAsync([offer.Release.ManifestPath, payload]);
            Assert.Equal(offer.Release.Version, rollout.Version);
            Assert.Equal(offer.Release.ManifestDigest, Sha256Digest.Of(bundle[offer.Release.ManifestPath]));
            Assert.NotNull(bundle[payload]);
            sight.Add($"{channel} {rollout.Version} {rollout.Permyriad}");
        }

        return string.Join(", ", sight);
    }
}
