using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Tests.Rollouts;

/// <summary>Who gets a release, and when: over a fleet.</summary>
public sealed class CohortTests
{
    private const int Devices = 100_000;

    private static readonly string[] Names = [.. Enumerable.Range(0, Devices).Select(number => $"robot-{number:d6}")];
    private static readonly int[] Waves = [100, 1_000, 5_000, 10_000];

    [Theory]
    [InlineData("1.4.2")]
    [InlineData("1.5.0")]
    [InlineData("2.0.0-rc.1")]
    public void B16_each_wave_reaches_its_share_of_the_devices(string version)
    {
        var buckets = Buckets(version);

        var reached = Waves.Select(wave => buckets.Count(bucket => bucket < wave) * 100.0 / Devices);

        Assert.All(reached.Zip(Waves), share => Assert.InRange(share.First, (share.Second / 100.0) - 1, (share.Second / 100.0) + 1));
    }

    [Fact]
    public void B16_no_part_of_the_fleet_is_left_out_or_preferred()
    {
        var percents = Buckets("1.4.2").CountBy(bucket => bucket / 100).ToDictionary();

        // 100 lots of 1,000 devices each, but for chance: five standard deviations are 158.
        Assert.Equal(100, percents.Count);
        Assert.All(percents.Values, count => Assert.InRange(count, 842, 1_158));
    }

    [Fact]
    public void B17_widening_takes_the_release_from_nobody()
    {
        var before = new bool[Devices];

        foreach (var share in Waves)
        {
            var offered = WhoUpdates(RolloutOf("1.4.2") with { Permyriad = share });
            Assert.DoesNotContain(true, before.Zip(offered, (was, stays) => was && !stays));
            before = offered;
        }

        Assert.DoesNotContain(false, before);
    }

    [Fact]
    public void B17_a_device_answers_the_same_whenever_it_is_asked_and_stands_elsewhere_for_the_next_release()
    {
        Assert.Equal(Buckets("1.4.2"), Buckets("1.4.2"));
        var inFirstPercentTwice = Buckets("1.4.2").Zip(Buckets("1.4.3")).Count(pair => pair.First < 100 && pair.Second < 100);

        // One in ten thousand, if the two have nothing to do with each other.
        Assert.InRange(inFirstPercentTwice, 0, 40);
    }

    /// <summary>By the devices' own decision.</summary>
    private static bool[] WhoUpdates(Rollout rollout)
    {
        var release = new ReleaseReference(rollout.Version, ReleasePaths.Bundle(rollout.Version, ReleaseWorkshop.LinuxX64, BundleFolder.Manifest), Sha256Digest.Of([]), 1);
        Offer offer = new() { Product = rollout.Product, Channel = rollout.Channel, Runtime = ReleaseWorkshop.LinuxX64, Release = release, ReleasedAt = DateTimeOffset.UnixEpoch };
        return [.. Names.AsParallel().AsOrdered().Select(name => Decision.Make(offer, rollout, DeviceOf(rollout, name)).Kind == DecisionKind.Update)];
    }

    private static DeviceFacts DeviceOf(Rollout rollout, string name) => new()
    {
        Product = rollout.Product,
        Channel = rollout.Channel,
        Runtime = ReleaseWorkshop.LinuxX64,
        DeviceId = name,
        Running = SemanticVersion.Parse("1.4.1"),
        Time = DateTimeOffset.UnixEpoch,
    };

    private static int[] Buckets(string version)
    {
        var salt = RolloutOf(version).Salt;
        return [.. Names.AsParallel().AsOrdered().Select(name => Cohort.BucketOf(name, salt))];
    }

    private static Rollout RolloutOf(string version) => new()
    {
        Product = SegmentName.Parse("edge-agent"),
        Channel = ReleaseWorkshop.Stable,
        Version = SemanticVersion.Parse(version),
        Permyriad = 100,
        Salt = RolloutSalt.Of(SegmentName.Parse("edge-agent"), ReleaseWorkshop.Stable, SemanticVersion.Parse(version)),
    };
}
