using System.Text;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Core.Tests.Channels;

public sealed class RolloutTests
{
    private static readonly byte[] Full = Encoding.UTF8.GetBytes(
        """{"channel":"stable","format":"slipway-rollout/1","not_before":1770172800,"permyriad":1250,"product":"edge-agent","salt":"s","state":"active","version":"1.4.2"}""");

    [Fact]
    public void Every_field_is_read()
    {
        var rollout = Rollout.Parse(Full);

        Assert.Equal("stable", rollout.Channel.ToString());
        Assert.Equal("edge-agent", rollout.Product.ToString());
        Assert.Equal("1.4.2", rollout.Version.ToString());
        Assert.Equal((RolloutState.Active, 1250, "s"), (rollout.State, rollout.Permyriad, rollout.Salt));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770172800), rollout.NotBefore);
        Assert.True(rollout.Extensions.IsEmpty);
    }

    [Theory]
    [InlineData("active")]
    [InlineData("halted")]
    [InlineData("rollback")]
    public void What_is_read_is_written_in_the_same_way(string state)
    {
        var bytes = Changed(json => json["state"] = state);

        Assert.Equal(bytes, Rollout.Parse(bytes).ToBytes());
    }

    [Fact]
    public void What_is_known_of_the_wave_and_of_yanked_releases_is_read_and_written_in_the_same_way()
    {
        var bytes = Encoding.UTF8.GetBytes(
            """{"channel":"stable","evidence":[{"at":9,"outcome":"passed","rule":"soak"}],"format":"slipway-rollout/1","permyriad":1250,"product":"edge-agent","reason":"it is hot","salt":"s","state":"halted","version":"1.4.2","wave_since":1770172800,"yanked":[{"at":7,"reason":"overheats","version":"1.4.0"},{"at":8,"later":true,"reason":"leaks","version":"1.4.1-rc.1"}]}""");

        var rollout = Rollout.Parse(bytes);

        Assert.Equal((DateTimeOffset.FromUnixTimeSeconds(1770172800), "it is hot"), (rollout.WaveSince, rollout.Reason));
        Assert.Equal([new RuleEvidence("soak", RuleOutcome.Passed, DateTimeOffset.FromUnixTimeSeconds(9))], rollout.Evidence);
        Assert.Equal(["1.4.0 overheats 7", "1.4.1-rc.1 leaks 8"], rollout.Yanked.Select(release => $"{release.Version} {release.Reason} {release.At.ToUnixTimeSeconds()}"));
        Assert.True(rollout.Extensions.IsEmpty);
        Assert.Equal(bytes, rollout.ToBytes());
    }

    [Fact]
    public void A_rollout_may_begin_at_once()
    {
        var bytes = Changed(json => json.Remove("not_before"));

        Assert.Null(Rollout.Parse(bytes).NotBefore);
        Assert.Equal(bytes, Rollout.Parse(bytes).ToBytes());
    }

    [Fact]
    public void Fields_of_a_later_version_are_kept()
    {
        var bytes = Changed(json => json["gates"] = new JsonObject { ["crash"] = 3L });

        var rollout = Rollout.Parse(bytes) with { Permyriad = 5_000 };

        Assert.Equal("""{"crash":3}""", StrictJson.ParseObject(rollout.ToBytes())["gates"]!.ToJsonString());
    }

    [Theory]
    [InlineData("format", "\"slipway-rollout/2\"")]
    [InlineData("format", "\"slipway-offer/1\"")]
    [InlineData("format", null)]
    [InlineData("channel", "\"releases\"")]
    [InlineData("product", null)]
    [InlineData("version", "\"v1.4.2\"")]
    [InlineData("state", "\"Active\"")]
    [InlineData("state", "\"paused\"")]
    [InlineData("state", null)]
    [InlineData("permyriad", "-1")]
    [InlineData("permyriad", "10001")]
    [InlineData("permyriad", null)]
    [InlineData("salt", null)]
    [InlineData("salt", "7")]
    [InlineData("not_before", "-1")]
    [InlineData("not_before", "253402300800")]
    [InlineData("wave_since", "-1")]
    [InlineData("wave_since", "\"now\"")]
    [InlineData("reason", "{}")]
    [InlineData("evidence", "{}")]
    [InlineData("evidence", "[{\"rule\":\"soak\",\"outcome\":\"maybe\",\"at\":1}]")]
    [InlineData("yanked", "{}")]
    [InlineData("yanked", "[\"1.4.0\"]")]
    [InlineData("yanked", "[{\"reason\":\"overheats\",\"at\":1}]")]
    [InlineData("yanked", "[{\"version\":\"v1\",\"reason\":\"overheats\",\"at\":1}]")]
    [InlineData("yanked", "[{\"version\":\"1.4.0\",\"at\":1}]")]
    [InlineData("yanked", "[{\"version\":\"1.4.0\",\"reason\":\"overheats\",\"at\":-1}]")]
    public void A16_a_rollout_that_cannot_be_understood_whole_is_refused(string field, string? value)
    {
        var bytes = Changed(json =>
        {
            json.Remove(field);
            if (value is not null)
            {
                json[field] = StrictJson.ParseObject(Encoding.UTF8.GetBytes($$"""{"v":{{value}}}"""))["v"]!.DeepClone();
            }
        });

        Assert.ThrowsAny<FormatException>(() => Rollout.Parse(bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_000)]
    public void The_share_reaches_from_nobody_to_everybody(long permyriad) =>
        Assert.Equal(permyriad, Rollout.Parse(Changed(json => json["permyriad"] = permyriad)).Permyriad);

    private static byte[] Changed(Action<JsonObject> change)
    {
        var json = StrictJson.ParseObject(Full);
        change(json);
        return CanonicalJson.Encode(json);
    }
}
