using System.Text;
using Slipway.Publishing.Fleets;

namespace Slipway.Publishing.Tests.Fleets;

public sealed class FleetListTests
{
    [Fact]
    public async Task B20_the_answer_of_a_fleet_service_is_counts_by_version()
    {
        var fleet = await Read("""[{"version":"1.4.1","count":12,"since":0.5},{"version":"1.4.2","count":3}]""");

        Assert.Equal([("1.4.1", 12L), ("1.4.2", 3L)], fleet.Entries.Select(entry => (entry.Version!.ToString(), entry.Count)));
        Assert.False(fleet.IsByDevice);
    }

    [Theory]
    [InlineData("""[{"id":"a","channel":"stable","rid":"linux-x64","version":"1.4.1"}]""")]
    [InlineData("id,channel,rid,version\r\na,stable,linux-x64,1.4.1\r\n")]
    [InlineData("\ufeffversion, rid, site, channel, id\n1.4.1, linux-x64, Oslo, stable, a")]
    public async Task Devices_are_listed_in_json_or_csv(string list)
    {
        var device = Assert.Single((await Read(list)).Entries);

        Assert.Equal(("a", "stable", "linux-x64", "1.4.1", 1L), (device.DeviceId, device.Channel!.ToString(), device.Runtime!.ToString(), device.Version!.ToString(), device.Count));
    }

    [Fact]
    public async Task What_one_device_says_of_itself_does_not_keep_the_others_from_being_counted()
    {
        var fleet = await Read("id,channel,rid,version\na,stable,linux-x64,latest\nb,STABLE,linux-x64,1.4.1\nc,stable,linux-x64,1.4.1");

        Assert.Equal("c", Assert.Single(fleet.Entries).DeviceId);
        Assert.Equal(2, fleet.Unreadable);
    }

    [Theory]
    [InlineData("", "expected the header id,channel,rid,version")]
    [InlineData("id,version\na,1.4.1", "expected the header id,channel,rid,version")]
    [InlineData("id,channel,rid,version\na,stable,linux-x64", "line 2 of it is not 4 plain values")]
    [InlineData("id,channel,rid,version\n\"a\",stable,linux-x64,1.4.1", "line 2 of it is not 4 plain values")]
    [InlineData("id,channel,rid,version\na,stable,linux-x64,1.4.1\na,stable,linux-x64,1.4.1", "the device 'a' is listed twice")]
    [InlineData("{}", "it is no JSON array")]
    [InlineData("[1]", "an item of it is no object")]
    [InlineData("[{}]", "neither \"id\" nor \"count\"")]
    [InlineData("""[{"version":"1.4.1","count":-1}]""", "not a number of devices")]
    [InlineData("""[{"version":1,"count":1}]""", "\"version\" of an item is no text")]
    [InlineData("[", "it is not JSON")]
    public async Task What_is_no_list_of_devices_is_refused_and_it_is_said_why(string list, string because)
    {
        var refusal = await Assert.ThrowsAsync<FormatException>(() => Read(list));

        Assert.Contains(because, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_an_end_is_refused_before_it_is_read_whole()
    {
        using var endless = new EndlessStream();

        var refusal = await Assert.ThrowsAsync<FormatException>(() => FleetList.ReadAsync("devices", endless, CancellationToken.None));

        Assert.Contains("longer than 32 MiB", refusal.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Taken, FleetList.MaxBytes, FleetList.MaxBytes + (1 << 20));
    }

    [Fact]
    public async Task More_entries_than_fit_into_memory_are_refused_however_short_they_are()
    {
        var list = new StringBuilder("id,channel,rid,version\n");
        for (var i = 0; i <= 1_000_000; i++)
        {
            list.Append(i).Append(",,,\n");
        }

        Assert.Contains("more than 1000000 entries", (await Assert.ThrowsAsync<FormatException>(() => Read(list.ToString()))).Message, StringComparison.Ordinal);
    }

    private static async Task<Fleet> Read(string list) => await FleetList.ReadAsync("devices", new MemoryStream(Encoding.UTF8.GetBytes(list)), CancellationToken.None);
}
