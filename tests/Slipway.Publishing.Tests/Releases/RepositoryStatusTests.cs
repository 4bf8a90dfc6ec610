using Slipway.Publishing.Ceremonies;
using Slipway.Publishing.Keys;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.Tests.Releases;

public sealed class RepositoryStatusTests
{
    [Fact]
    public async Task Every_role_says_how_long_it_counts_and_who_signed_it()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();

        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        Assert.Equal(
            ["root by root", "targets by targets", "beta by beta", "canary by canary", "releases by builder", "rollout by rollout", "stable by stable", "snapshot by online", "timestamp by online"],
            status.Roles.Select(role => $"{role.Life.Role} by {Assert.Single(role.SignedBy)}"));
        Assert.All(status.Roles, role => Assert.Equal((RoleFreshness.Fresh, 1), (role.Life.At(status.Time), role.Threshold)));
        Assert.Equal("timestamp", status.NextToExpire.Role);
    }

    [Fact]
    public async Task A_key_whose_public_half_is_not_here_is_named_by_its_id()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        var id = PublicHalf.Read(KeyReference.Parse("file:keys/stable.pem"), workshop.Folder).Id.ToString();
        File.Delete(workshop["keys/stable.pub.pem"]);

        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        Assert.Equal(id[..8], Assert.Single(status.Roles.Single(role => role.Life.Role == "stable").SignedBy).ToString());
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(37, "timestamp EndsSoon")]
    [InlineData(73, "timestamp Expired")]
    [InlineData(24 * 6, "rollout EndsSoon, snapshot EndsSoon, timestamp Expired")]
    public async Task What_has_expired_is_read_and_said_to_have(int hours, string expected)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.Clock.Now += TimeSpan.FromHours(hours);

        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        var stale = status.Roles.Select(role => (role.Life.Role, Freshness: role.Life.At(status.Time))).Where(role => role.Freshness != RoleFreshness.Fresh);
        Assert.Equal(expected, string.Join(", ", stale.Select(role => $"{role.Role} {role.Freshness}")));
    }

    [Theory]
    [InlineData(35, null)]
    [InlineData(37, "timestamp expires at 2026-03-04 12:00:00Z, in 35 h: expected 36h left.")]
    [InlineData((24 * 6) - 1, "timestamp has expired at 2026-03-04 12:00:00Z, rollout expires at 2026-03-08 12:00:00Z, in 25 h, snapshot expires at 2026-03-08 12:00:00Z, in 25 h: expected 36h left.")]
    public async Task A_monitor_is_told_of_every_role_that_ends_too_soon(int hours, string? said)
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.Clock.Now += TimeSpan.FromHours(hours);
        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        var refusal = Record.Exception(() => status.RequireFresh(TimeSpan.FromHours(36))) as StoreException;

        Assert.Equal((said, said is null ? null : "SLP3014"), (refusal?.Message, refusal?.Code));
    }

    [Fact]
    public async Task A_channel_that_lags_behind_says_how_far()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        workshop.EditPolicy("\"bake\": \"48h\"", "\"bake\": \"0\"");
        await workshop.PublishAsync("1.0.0");
        await workshop.PromoteAsync("1.0.0", ReleaseWorkshop.Canary, ReleaseWorkshop.Beta);
        await workshop.PublishAsync("1.1.0");
        workshop.Clock.Now += TimeSpan.FromDays(2);
        await workshop.PublishBundlesAsync(await workshop.PackAsync("1.2.0"), await workshop.PackAsync("1.2.0", runtime: "linux-arm64"));

        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        Assert.Equal(
            ["beta linux-arm64   behind canary", "beta linux-x64 2 2.00:00:00 behind canary", "stable linux-arm64   behind canary", "stable linux-x64   behind canary"],
            status.Drifts.Select(drift => $"{drift.Channel} {drift.Runtime} {drift.Releases} {drift.Time} behind {drift.Behind}").Order(StringComparer.Ordinal));
        Assert.False(status.Channels[0].IsMixed);
    }

    [Fact]
    public async Task Runtimes_that_are_offered_different_versions_are_seen()
    {
        using var workshop = await ReleaseWorkshop.CreateAsync();
        await workshop.PublishBundlesAsync(await workshop.PackAsync("1.0.0"), await workshop.PackAsync("1.0.0", runtime: "linux-arm64"));
        await workshop.PublishAsync("1.1.0");

        var status = await RepositoryStatus.ReadAsync(workshop.Repository, CancellationToken.None);

        Assert.Equal([true, false, false], status.Channels.Select(channel => channel.IsMixed));
    }
}
