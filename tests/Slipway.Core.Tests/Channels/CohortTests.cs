using Slipway.Channels;

namespace Slipway.Core.Tests.Channels;

public sealed class CohortTests
{
    private const int Devices = 100_000;

    private static readonly string[] Ids = [.. Enumerable.Range(0, Devices).Select(i => $"device-{i}")];

    // Computed with another implementation of the formula that docs/formats.md states.
    [Theory]
    [InlineData("", "a", 1656)]
    [InlineData("salt", "device-1", 5074)]
    [InlineData("salt", "device-2", 3335)]
    [InlineData("other", "device-1", 1791)]
    [InlineData("1.4.2", "8b1f3c0e", 9965)]
    [InlineData("sälz", "gerät", 2277)]
    [InlineData("a", "b\nc", 1274)]
    public void B17_a_bucket_is_the_same_on_every_device_and_at_every_call(string salt, string device, int bucket)
    {
        Assert.Equal(bucket, Cohort.BucketOf(device, salt));
        Assert.Equal(bucket, Cohort.BucketOf(device, salt));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(5_000)]
    [InlineData(9_000)]
    public void B17_a_share_of_the_rollout_is_that_share_of_the_devices(int permyriad)
    {
        var share = FirstTo("1.4.2", permyriad).Count / (double)Devices;

        Assert.InRange(share, (permyriad / 10_000.0) - 0.01, (permyriad / 10_000.0) + 0.01);
    }

    [Fact]
    public void B17_every_hundredth_of_the_range_has_its_share()
    {
        var counts = Ids.CountBy(id => Cohort.BucketOf(id, "1.4.2") / 100).ToDictionary();

        Assert.Equal(100, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, Devices / 100 * 8 / 10, Devices / 100 * 12 / 10));
    }

    [Fact]
    public void B17_widening_only_adds_devices()
    {
        HashSet<string> before = [];
        foreach (var permyriad in (int[])[0, 100, 1_000, 5_000, 10_000])
        {
            var now = FirstTo("1.4.2", permyriad);

            Assert.Superset(before, now);
            before = now;
        }

        Assert.Equal(Devices, before.Count);
    }

    [Fact]
    public void B17_with_another_salt_other_devices_go_first()
    {
        var first = FirstTo("1.4.2", 100);
        var second = FirstTo("1.4.3", 100);

        Assert.InRange(first.Intersect(second).Count(), 0, first.Count / 10);
    }

    private static HashSet<string> FirstTo(string salt, int permyriad) => [.. Ids.Where(id => Cohort.BucketOf(id, salt) < permyriad)];
}
