using System.Globalization;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Tests.Releases;

public sealed class RolloutSaltTests
{
    private static readonly SegmentName Product = SegmentName.Parse("edge-agent");

    /// <summary>As docs/repository.md has it: <c>printf 'slipway-salt/1\nedge-agent\nbeta\n1.4.2' | sha256sum | cut -c1-32</c>.</summary>
    [Fact]
    public void It_is_the_one_that_the_documentation_derives() =>
        Assert.Equal("cfe2e379c73b00e807c0f8515580c4f7", RolloutSalt.Of(Product, ReleaseWorkshop.Beta, SemanticVersion.Parse("1.4.2")));

    [Fact]
    public void B17_the_same_release_begins_with_the_same_devices_and_the_next_one_with_others()
    {
        var devices = Enumerable.Range(0, 10_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"device-{i}")).ToArray();

        var first = FirstOf("1.4.2");

        Assert.Equal(first, FirstOf("1.4.2"));
        Assert.InRange(first.Intersect(FirstOf("1.4.3")).Count(), 50, 150);

        // A tenth of the devices; of two independent tenths a hundredth of all is in both.
        string[] FirstOf(string version)
        {
            var salt = RolloutSalt.Of(Product, ReleaseWorkshop.Beta, SemanticVersion.Parse(version));
            return [.. devices.Where(device => Cohort.BucketOf(device, salt) < 1_000)];
        }
    }
}
