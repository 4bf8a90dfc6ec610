using Slipway.Channels;

namespace Slipway.Core.Tests.Channels;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("stable")]
    [InlineData("beta")]
    [InlineData("canary")]
    [InlineData("0")]
    [InlineData("field-test.2026_03")]
    [InlineData("release")]
    public void A_name_is_what_a_path_segment_may_be(string text)
    {
        Assert.Equal(text, ChannelName.Parse(text).ToString());
        Assert.Equal(ChannelName.Parse(text), ChannelName.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Stable")]
    [InlineData("stable ")]
    [InlineData(" stable")]
    [InlineData("stable\n")]
    [InlineData("-stable")]
    [InlineData(".stable")]
    [InlineData("..")]
    [InlineData("sta/ble")]
    [InlineData("sta*ble")]
    [InlineData("stäble")]
    [InlineData("releases")]
    [InlineData("rollout")]
    [InlineData("trust")]
    [InlineData("root")]
    [InlineData("targets")]
    [InlineData("snapshot")]
    [InlineData("timestamp")]
    public void Another_spelling_or_a_role_of_the_repository_is_no_channel(string text)
    {
        Assert.False(ChannelName.TryParse(text, out var name));
        Assert.Null(name);
        Assert.StartsWith($"'{text}' is not a channel name", Assert.Throws<FormatException>(() => ChannelName.Parse(text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_a_limit()
    {
        Assert.True(ChannelName.TryParse(new string('a', 64), out _));
        Assert.False(ChannelName.TryParse(new string('a', 65), out _));
        Assert.False(ChannelName.TryParse(null, out _));
    }

    [Fact]
    public void A14_a_device_that_was_told_none_follows_stable() => Assert.Equal("stable", ChannelName.Default.ToString());
}
