using Slipway.Agent.Device;
using Slipway.Bundles;

namespace Slipway.Agent.Tests.Device;

public sealed class StateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private DeviceLayout Layout => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("v1.4.2", "1.4.2", "versions/v1.4.2")]
    [InlineData("v1.4.2+1", "1.4.2", "versions/v1.4.2+1")]
    [InlineData("v1.5.0-dev.3", "1.5.0-dev.3", "versions/v1.5.0-dev.3")]
    public void A11_The_layout_spells_a_version_with_its_v(string folderName, string version, string target)
    {
        var tree = InstalledTree.Parse(folderName);

        Assert.Equal((version, target, folderName), (tree.Version.ToString(), tree.LinkTarget, tree.ToString()));
    }

    [Theory]
    [InlineData("1.4.2")]
    [InlineData("v1.4")]
    [InlineData("v1.4.2+2")]
    [InlineData("v1.4.2+1+1")]
    [InlineData(".staging-1")]
    public void Other_folders_are_no_versions(string folderName) => Assert.False(InstalledTree.TryParse(folderName, out _));

    [Fact]
    public async Task The_journal_gives_back_what_was_written()
    {
        var entry = new JournalEntry(JournalPhase.RollingBack, InstalledTree.Parse("v1.4.1"), InstalledTree.Parse("v1.4.2+1"), null, Sha256Digest.Of([1]))
        {
            Strategy = "ab_partitions",
            Attempts = 2,
            Pinned = SemanticVersion.Parse("1.3.0"),
            BegunAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            OnAirSince = new BootInstant("boot/1", 42),
            IsStarted = true,
            Excused = [Slipway.Health.HealthCondition.Parse("metrics.cpu_percent < 95")],
            IsRetreat = true,
            IsByHand = true,
            IsUntried = true,
            Reason = "status == \"healthy\" (found\n\u0001nothing)",
        };
        var journal = new Journal(Layout);

        await journal.WriteAsync(entry, CancellationToken.None);

        var read = journal.Read()!;
        Assert.Equal(entry.Excused, read.Excused);
        Assert.Equal(entry, read with { Excused = entry.Excused });
        journal.Clear();
        Assert.Null(journal.Read());
    }

    [Fact]
    public async Task D2_The_floor_only_rises()
    {
        var floor = new VersionFloor(Layout);
        Assert.Null(floor.Read());

        await floor.LiftAsync(SemanticVersion.Parse("1.4.2"), CancellationToken.None);
        await floor.LiftAsync(SemanticVersion.Parse("1.4.1"), CancellationToken.None);

        Assert.Equal(SemanticVersion.Parse("1.4.2"), floor.Read());
    }

    [Fact]
    public async Task K1_A_clock_behind_the_last_signed_time_is_not_believed()
    {
        var signedAt = DateTimeOffset.FromUnixTimeSeconds(2_000_000_000);
        var floor = new TimeFloor(Layout);

        await floor.LiftAsync(signedAt, CancellationToken.None);
        await floor.LiftAsync(signedAt.AddDays(-1), CancellationToken.None);

        Assert.Equal(signedAt, floor.LaterOf(DateTimeOffset.UnixEpoch));
        Assert.Equal(signedAt.AddDays(1), floor.LaterOf(signedAt.AddDays(1)));
    }

    [Fact]
    public async Task A_release_is_quarantined_once()
    {
        var quarantine = new Quarantine(Layout);
        var release = new QuarantinedRelease(SemanticVersion.Parse("1.4.3"), Sha256Digest.Of([3]), DateTimeOffset.UnixEpoch, "sick") { OnAir = TimeSpan.FromSeconds(4.2) };
        Assert.Empty(quarantine.Read());

        await quarantine.AddAsync(release, CancellationToken.None);
        await quarantine.AddAsync(release with { Reason = "again" }, CancellationToken.None);

        Assert.Equal([release], quarantine.Read());
    }

    [Theory]
    [InlineData("at", "253402300800")]
    [InlineData("at", "-1")]
    [InlineData("on_air_ms", "922337203685478")]
    [InlineData("on_air_ms", "9223372036854775807")]
    public void A_time_that_cannot_be_is_damage_with_a_code(string field, string number)
    {
        Directory.CreateDirectory(Layout.State);
        var (at, onAir) = field == "at" ? (number, "1") : ("1", number);
        File.WriteAllText(
            Layout.Quarantine,
            $$"""{"format":"slipway-quarantine/1","releases":[{"version":"1.4.3","manifest_sha256":"{{Sha256Digest.Of([3])}}","at":{{at}},"reason":"sick","on_air_ms":{{onAir}}}]}""");

        var refusal = Assert.Throws<DeviceException>(() => new Quarantine(Layout).Read());

        Assert.Equal(DeviceFailure.State, refusal.Failure);
        Assert.Contains(field, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_times_that_can_be_are_read()
    {
        Directory.CreateDirectory(Layout.State);
        File.WriteAllText(
            Layout.Quarantine,
            $$"""{"format":"slipway-quarantine/1","releases":[{"version":"1.4.3","manifest_sha256":"{{Sha256Digest.Of([3])}}","at":253402300799,"reason":"sick","on_air_ms":922337203685477}]}""");

        var release = Assert.Single(new Quarantine(Layout).Read());

        Assert.Equal((9999, 922337203685477), (release.At.Year, (long)release.OnAir!.Value.TotalMilliseconds));
    }
}
