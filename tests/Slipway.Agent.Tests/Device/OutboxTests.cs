using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Agent.Tests.Device;

public sealed class OutboxTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DeviceLayout Layout => new(_folder.Path);

    private Outbox Outbox => new(Layout);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task D18_Reports_are_read_in_the_order_in_which_they_were_made_and_wait_until_they_are_removed()
    {
        await AddAsync("a", ReportStatus.Updated, second: 2);
        await AddAsync("b", ReportStatus.RolledBack, second: 3);

        var names = Outbox.List();

        Assert.Equal(["a", "b"], names.Select(name => Outbox.Read(name)!.Id));
        Outbox.Remove(names[0]);
        Outbox.Remove(names[0]);
        Assert.Equal([names[1]], Outbox.List());
        Assert.Null(Outbox.Read(names[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public async Task D18_A_message_is_never_cut_within_a_character(string before)
    {
        await Outbox.AddAsync(Report("a", ReportStatus.RolledBack, 0) with { Message = before + string.Concat(Enumerable.Repeat("\U0001F525", 2000)) }, CancellationToken.None);

        Assert.EndsWith("\U0001F525...", Outbox.Read(Assert.Single(Outbox.List()))!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D18_The_order_survives_a_clock_that_was_set_back()
    {
        await AddAsync("a", ReportStatus.Updated, second: 1000);
        await AddAsync("b", ReportStatus.Updated, second: 0);

        Assert.Equal(["a", "b"], Outbox.List().Select(name => Outbox.Read(name)!.Id));
    }

    [Fact]
    public async Task D18_The_same_refusal_is_told_once_also_after_it_was_uploaded()
    {
        Assert.True(await AddAsync("a", ReportStatus.Refused));
        Assert.True(await AddAsync("b", ReportStatus.Refused));
        Assert.False(await AddAsync("a", ReportStatus.Refused));
        Outbox.List().ToList().ForEach(Outbox.Remove);

        Assert.False(await AddAsync("a", ReportStatus.Refused));
        Assert.False(await AddAsync("b", ReportStatus.Refused));
        await AddAsync("c", ReportStatus.Updated);

        Assert.True(await AddAsync("a", ReportStatus.Refused), "an update has succeeded since");
    }

    [Fact]
    public async Task D18_An_event_that_a_repeated_commit_tells_again_is_told_once()
    {
        Assert.True(await AddAsync("a", ReportStatus.Updated, second: 1));
        Assert.False(await AddAsync("a", ReportStatus.Updated, second: 2));
    }

    [Fact]
    public async Task D18_The_oldest_make_room_and_are_counted()
    {
        for (var i = 0; i < Outbox.MaxReports + 3; i++)
        {
            await AddAsync($"r{i:D3}", ReportStatus.Updated, second: i);
        }

        var reports = Outbox.List().Select(name => Outbox.Read(name)!).ToArray();

        Assert.Equal((Outbox.MaxReports, "r003", "r102", 3), (reports.Length, reports[0].Id, reports[^1].Id, reports[^1].Dropped));
    }

    [Fact]
    public async Task D18_The_outbox_does_not_outgrow_its_bytes()
    {
        var log = Enumerable.Repeat(new string('x', 490), 130).ToArray();
        for (var i = 0; i < 40; i++)
        {
            await Outbox.AddAsync(Report($"r{i}", ReportStatus.RolledBack, i) with { Log = [.. log] }, CancellationToken.None);
        }

        Assert.InRange(new DirectoryInfo(Layout.Outbox).GetFiles().Sum(file => file.Length), 1_000_000, Outbox.MaxBytes);
        Assert.True(Outbox.Read(Outbox.List()[^1])!.Dropped > 0);
    }

    [Fact]
    public async Task A_damaged_report_is_none_and_other_files_are_no_reports()
    {
        await AddAsync("a", ReportStatus.Updated);
        var name = Assert.Single(Outbox.List());
        await File.WriteAllTextAsync(Path.Combine(Layout.Outbox, name), "{");
        await File.WriteAllTextAsync(Path.Combine(Layout.Outbox, "readme.json"), "{}");

        Assert.Equal([name], Outbox.List());
        Assert.Null(Outbox.Read(name));
    }

    private Task<bool> AddAsync(string id, ReportStatus status, int second = 0) => Outbox.AddAsync(Report(id, status, second), CancellationToken.None);

    private static UpdateReport Report(string id, ReportStatus status, int second) => new()
    {
        Id = id,
        DeviceId = "device-1",
        Product = SegmentName.Parse("edge-agent"),
        Runtime = TestRepository.Runtime,
        Channel = ChannelName.Default,
        Status = status,
        Reason = "updated",
        Message = "It runs.",
        At = DateTimeOffset.FromUnixTimeSeconds(second),
    };
}
