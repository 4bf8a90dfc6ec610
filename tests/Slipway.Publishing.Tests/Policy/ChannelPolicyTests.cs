using Slipway.Bundles;
using Slipway.Publishing.Policy;

namespace Slipway.Publishing.Tests.Policy;

public sealed class ChannelPolicyTests
{
    // Rows read: what slipway.json says, and whether a channel that offers 1.4.1 may go to the version.
    [Theory]
    [InlineData("patch", "1.4.2", true)]
    [InlineData("patch", "1.5.1", false)]
    [InlineData("patch", "2.4.1", false)]
    [InlineData("minor", "1.5.0", true)]
    [InlineData("minor", "2.4.1", false)]
    [InlineData("major", "2.0.0", true)]
    public async Task A24_a_channel_takes_no_longer_steps_than_its_bump(string bump, string next, bool isAllowed)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"bump\": \"minor\"", $"\"bump\": \"{bump}\"");

        var stable = workshop.Policy.Channel(ReleaseWorkshop.Stable);

        Assert.Equal(isAllowed, stable.AllowsBump(SemanticVersion.Parse("1.4.1"), SemanticVersion.Parse(next)));
    }

    [Fact]
    public async Task B16_a_channel_without_waves_goes_to_everyone_and_is_watched_as_long_as_it_says()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"canary\": { \"waves\": [100] }", "\"canary\": { \"soak\": \"2h\" }");

        Assert.Equal([new Wave(10_000, TimeSpan.FromHours(2))], workshop.Policy.Channel(ReleaseWorkshop.Canary).Waves);
    }
}
