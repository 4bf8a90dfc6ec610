using System.Text;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Testing;

/// <summary>Releases, offers and rollouts of one product in a simulated repository. Nothing is visible before <see cref="RepositorySimulator.Publish"/>.</summary>
public sealed class ReleaseSimulator(RepositorySimulator repository)
{
    public static SegmentName Product { get; } = SegmentName.Parse("edge-agent");

    public static RuntimeId Runtime { get; } = RuntimeId.Parse("linux-x64");

    /// <summary>Lists a bundle of these files, one of which is its manifest.</summary>
    public ReleaseReference AddBundle(string version, IReadOnlyDictionary<string, byte[]> files)
    {
        var release = SemanticVersion.Parse(version);
        foreach (var (name, content) in files)
        {
            repository.AddTarget(ReleasePaths.ReleasesRole, ReleasePaths.Bundle(release, Runtime, name), content);
        }

        var manifest = files[BundleFolder.Manifest];
        return new ReleaseReference(release, ReleasePaths.Bundle(release, Runtime, BundleFolder.Manifest), Sha256Digest.Of(manifest), manifest.Length);
    }

    /// <summary>Lists a bundle whose files are placeholders: enough for everything before the bundle is read.</summary>
    public ReleaseReference AddBundle(string version) => AddBundle(version, new Dictionary<string, byte[]>
    {
        [BundleFolder.Manifest] = Encoding.UTF8.GetBytes($"manifest of {version}"),
        [BundleFolder.Signature] = new byte[64],
    });

    /// <summary>Lets the offer's channel list it.</summary>
    public TargetFile Add(Offer offer) =>
        repository.AddTarget(offer.Channel.ToString(), ReleasePaths.Offer(offer.Channel, offer.Runtime), offer.ToBytes());

    /// <summary>Lets the rollout role list it.</summary>
    public TargetFile Add(Rollout rollout) =>
        repository.AddTarget(ReleasePaths.RolloutRole, ReleasePaths.Rollout(rollout.Channel), rollout.ToBytes());

    /// <summary>A plain offer of a release.</summary>
    public static Offer Offer(string channel, ReleaseReference release) => new()
    {
        Product = Product,
        Channel = ChannelName.Parse(channel),
        Runtime = Runtime,
        Release = release,
        ReleasedAt = RepositorySimulator.Time,
    };

    /// <summary>A rollout of a release to everyone.</summary>
    public static Rollout Rollout(string channel, ReleaseReference release) => new()
    {
        Product = Product,
        Channel = ChannelName.Parse(channel),
        Version = release.Version,
        Permyriad = Channels.Rollout.Everyone,
        Salt = $"salt of {release.Version}",
    };
}
