using System.Text;
using Slipway.Agent.Device;
using Slipway.Agent.Health;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Agent.Tests.Services;
using Slipway.Agent.Updates;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Health;
using Slipway.Json;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

public sealed class TrialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_deadline_that_has_passed_before_the_restart_leaves_time_for_one_restart_and_one_question()
    {
        var layout = new DeviceLayout(_folder.Path);
        var clock = new ImpatientClock();
        var log = new StepLog(TextWriter.Null);
        var service = new CommandService(new ServiceShell(layout), "true", "true", restart: null, new LogFile(layout.EarlierServiceOutput));
        var hooks = new UpdateHooks(layout, log, clock, isOff: false);
        var trial = new Trial(layout, Configuration, service, new HealthyProbe(), hooks, new Rollback(layout, service, hooks, new Reporter(layout, Configuration, "device-1", log, clock), log, clock), log, clock);
        var entry = new JournalEntry(JournalPhase.Switching, null, InstalledTree.Parse("v1.4.1"), null, Sha256Digest.Of([]));
        var contract = HealthContract.FromJson(new JsonFields(StrictJson.ParseObject(Encoding.UTF8.GetBytes("""{"deadline_s":1}"""))));
        var longAgo = BootInstant.Of(clock, clock.GetTimestamp() - (60 * clock.TimestampFrequency));

        await trial.RunAsync(entry with { OnAirSince = longAgo }, contract, CancellationToken.None);

        Assert.Equal(JournalPhase.Probation, new Journal(layout).Read()!.Phase);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task C5_A_probation_that_cannot_be_written_down_becomes_a_rollback(int attempts, bool isCondemned)
    {
        var layout = new DeviceLayout(_folder.Path);
        var clock = new ImpatientClock();
        var log = new StepLog(TextWriter.Null);
        var service = new CommandService(new ServiceShell(layout), "echo \"$SLIPWAY_VERSION\" >> starts", "true", restart: null, new LogFile(layout.EarlierServiceOutput));
        var hooks = new UpdateHooks(layout, log, clock, isOff: false);
        var trial = new Trial(layout, Configuration, service, new HealthyProbe(), hooks, new Rollback(layout, service, hooks, new Reporter(layout, Configuration, "device-1", log, clock), log, clock), log, clock);
        var (old, tried) = (InstalledTree.Parse("v1.4.0"), InstalledTree.Parse("v1.4.1"));
        var entry = new JournalEntry(JournalPhase.Switching, old, tried, null, Sha256Digest.Of([])) { Attempts = attempts };
        AtomicLink.Point(layout.Current, tried.LinkTarget);
        Directory.CreateDirectory(layout.Journal);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => trial.RunAsync(entry, HealthContract.Default, CancellationToken.None));

        Assert.Equal(DeviceFailure.HealthRolledBack, refusal.Failure);
        Assert.Contains("its probation could not be written down", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(old, InstalledTree.ReadLink(layout.Current));
        Assert.Equal(["1.4.0"], await File.ReadAllLinesAsync(_folder["starts"]));
        Assert.Equal(isCondemned, !new Quarantine(layout).Read().IsEmpty);
    }

    [Fact]
    public async Task C6_A_restart_that_fails_because_the_machine_goes_down_is_no_verdict()
    {
        var layout = new DeviceLayout(_folder["device"]);
        var log = new StepLog(TextWriter.Null);
        var systemd = new FakeSystemd(_folder["systemd"]);
        systemd.SayOfMachine("stopping");
        var service = new SystemdService(new ServiceShell(layout), "edge-agent.service", log: null, new Systemctl(systemd.Systemctl));
        var hooks = new UpdateHooks(layout, log, TimeProvider.System, isOff: false);
        var reporter = new Reporter(layout, Configuration, "device-1", log, TimeProvider.System);
        var trial = new Trial(layout, Configuration, service, new HealthyProbe(), hooks, new Rollback(layout, service, hooks, reporter, log, TimeProvider.System), log, TimeProvider.System);
        var entry = new JournalEntry(JournalPhase.Switching, InstalledTree.Parse("v1.4.0"), InstalledTree.Parse("v1.4.1"), null, Sha256Digest.Of([]));
        using var stop = new CancellationTokenSource();

        var watching = trial.RunAsync(entry, HealthContract.Default, stop.Token);
        while (!systemd.Calls.Contains("is-system-running"))
        {
            Assert.False(watching.IsCompleted, $"{watching.Exception}");
            await Task.Delay(10);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
        Assert.Equal(JournalPhase.Probation, new Journal(layout).Read()!.Phase);
        Assert.Empty(new Quarantine(layout).Read());
    }

    [Fact]
    public async Task C6_Whatever_keeps_a_release_from_being_watched_takes_it_off_the_air()
    {
        var layout = new DeviceLayout(_folder.Path);
        var clock = new ImpatientClock();
        var log = new StepLog(TextWriter.Null);
        var service = new CommandService(new ServiceShell(layout), "true", "true", restart: null, new LogFile(layout.EarlierServiceOutput));
        var hooks = new UpdateHooks(layout, log, clock, isOff: false);
        var trial = new Trial(layout, Configuration, service, new BrokenProbe(), hooks, new Rollback(layout, service, hooks, new Reporter(layout, Configuration, "device-1", log, clock), log, clock), log, clock);
        var (old, tried) = (InstalledTree.Parse("v1.4.0"), InstalledTree.Parse("v1.4.1"));
        AtomicLink.Point(layout.Current, tried.LinkTarget);

        var refusal = await Assert.ThrowsAsync<DeviceException>(
            () => trial.RunAsync(new JournalEntry(JournalPhase.Switching, old, tried, null, Sha256Digest.Of([])), HealthContract.Default, CancellationToken.None));

        Assert.Contains("it could not be watched: out of sockets", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(old, InstalledTree.ReadLink(layout.Current));
    }

    private static DeviceConfiguration Configuration => new()
    {
        Product = SegmentName.Parse("edge-agent"),
        Organization = SegmentName.Parse("acme"),
        Runtime = TestRepository.Runtime,
        Repositories = [],
        Channel = ChannelName.Default,
    };

    private sealed class HealthyProbe : IHealthProbe
    {
        public Task<ProbeAnswer> AskAsync(Uri address, TimeSpan timeout, CancellationToken cancellation) =>
            Task.FromResult(new ProbeAnswer(IsSuccess: true, HealthDocument.Parse(Encoding.UTF8.GetBytes(ReleaseRecipe.Healthy)), "healthy"));
    }

    private sealed class BrokenProbe : IHealthProbe
    {
        public Task<ProbeAnswer> AskAsync(Uri address, TimeSpan timeout, CancellationToken cancellation) => throw new InvalidOperationException("out of sockets");
    }
}
