using Slipway.Agent.Device;
using Slipway.Agent.Downloads;
using Slipway.Agent.Health;
using Slipway.Agent.Hooks;
using Slipway.Agent.Services;
using Slipway.Agent.Updates;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Agent.Commands;

/// <summary>What a command works with: the device it was pointed at, and where it may speak.</summary>
internal sealed class AgentHost(CommandLine line, DeviceLayout layout, TextWriter output, TextWriter error, TimeProvider clock)
{
    private const string MachineIdFile = "/etc/machine-id";

    public CommandLine Line { get; } = line;

    public DeviceLayout Layout { get; } = layout;

    public TextWriter Output { get; } = output;

    /// <summary>Whether the result is for a program.</summary>
    public bool IsJson => Line.Has(CommonOptions.Json);

    /// <summary>Steps are for people: with <c>--json</c> they leave standard output to the result.</summary>
    public StepLog Log { get; } = new(line.Has(CommonOptions.Json) ? error : output);

    public TimeProvider Clock { get; } = clock;

    public DeviceConfiguration ReadConfiguration() => DeviceConfiguration.Read(Layout);

    public Task<string> ReadDeviceIdAsync(DeviceConfiguration configuration, CancellationToken cancellation) =>
        DeviceIdentity.ReadAsync(Layout, configuration.DeviceId, MachineIdFile, cancellation);

    /// <summary>Runs <paramref name="work"/> with an updater for this device and its repository.</summary>
    public async Task<T> WithUpdaterAsync<T>(Func<Updater, Task<T>> work, CancellationToken cancellation)
    {
        var configuration = ReadConfiguration();
        var retry = new RetryPolicy(Clock, (cut, delay) => Log.Say($"{cut.Message} Trying again in {delay.TotalSeconds:0.0} s."));
        var download = configuration.Download.With(Environment.GetEnvironmentVariable(DownloadSettings.Variable));
        DeviceSecret.WarnIfReadable(Layout, configuration, Log);
        using var repository = RepositorySources.Open(Clock, AccessOf(configuration), retry, download.MaxBytesPerSecond, configuration.Repositories);
        return await WithUpdaterAsync(configuration, repository, isOffline: false, work, cancellation);
    }

    private RepositoryAccess AccessOf(DeviceConfiguration configuration) => new()
    {
        Hosts = configuration.RedirectHosts,
        Links = configuration.LinkCommand.IsEmpty ? null : new LinkCommand(configuration.LinkCommand, Layout, LinkCommand.Patience),
    };

    /// <summary>Runs <paramref name="work"/> with an updater for this device and <paramref name="repository"/>.</summary>
    public async Task<T> WithUpdaterAsync<T>(
        DeviceConfiguration configuration, RepositoryMirrors repository, bool isOffline, Func<Updater, Task<T>> work, CancellationToken cancellation)
    {
        using var probe = new HttpProbe();
        var check = new UpdateCheck(Layout, configuration, await ReadDeviceIdAsync(configuration, cancellation), repository)
        {
            IsOffline = isOffline,
            IgnoresHolds = Line.Has(UpdateCommand.IgnoreHold),
        };
        var isWithoutRestart = Line.Has(CommonOptions.NoRestart);
        var service = isWithoutRestart ? new NoService() : ServiceControls.Create(configuration.Service, Layout);
        var hooks = new UpdateHooks(Layout, Log, Clock, isOff: isWithoutRestart);
        return await work(new Updater(Layout, configuration, check, service, probe, hooks, Log, Clock));
    }
}
