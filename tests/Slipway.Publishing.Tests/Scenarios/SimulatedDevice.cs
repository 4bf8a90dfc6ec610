using System.Runtime.Versioning;
using Slipway.Agent.Device;
using Slipway.Agent.Updates;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Rollouts;
using Slipway.Tuf;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Tests.Scenarios;

/// <summary>A device in a folder: the agent's own check decides with the agent's own state, and what it decides is done without moving bytes.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class SimulatedDevice : IDisposable
{
    private readonly FakeClock _clock;
    private readonly DeviceLayout _layout;
    private readonly DeviceConfiguration _configuration;
    private readonly RepositoryMirrors _repository;

    public SimulatedDevice(ReleaseWorkshop workshop, string id, ChannelName channel, RuntimeId runtime, string? store = null)
    {
        Id = id;
        _clock = workshop.Clock;
        _layout = new DeviceLayout(workshop[$"devices/{id}"]);
        _repository = new RepositoryMirrors(new FolderSource(store ?? workshop.StoreFolder));
        _configuration = new DeviceConfiguration
        {
            Product = SegmentName.Parse("edge-agent"),
            Organization = SegmentName.Parse("acme"),
            Runtime = runtime,
            Channel = channel,
            Repositories = [],
        };
        Directory.CreateDirectory(_layout.State);
        File.Copy(workshop["trust_anchor.json"], _layout.TrustAnchor);
    }

    public string Id { get; }

    public ChannelName Channel => _configuration.Channel;

    /// <summary>What it runs.</summary>
    public SemanticVersion? Running => new InstalledVersions(_layout).Current?.Version;

    /// <summary>The versions that fail their health check here.</summary>
    public HashSet<string> Unhealthy { get; } = [];

    /// <summary>Whether it is switched off.</summary>
    public bool IsAway { get; set; }

    /// <summary>What a publisher can know of it.</summary>
    public ExplainRequest Known => new(Id, Channel) { Runtime = _configuration.Runtime, Running = Running, Floor = new VersionFloor(_layout).Read() };

    /// <summary>As <c>slipway-agent check</c> decides.</summary>
    public async Task<Decision> CheckAsync() =>
        (await new UpdateCheck(_layout, _configuration, Id, _repository).RunAsync(_clock, isForced: false, CancellationToken.None)).Decision;

    /// <summary>Does what was decided. A release that fails its health check here is left again, and remembered.</summary>
    public async Task ObeyAsync(Decision decision)
    {
        if (decision is not { Kind: DecisionKind.Update or DecisionKind.RollBack, Target: { } target })
        {
            return;
        }

        if (Unhealthy.Contains(target.Version.ToString()))
        {
            await new Quarantine(_layout).AddAsync(new QuarantinedRelease(target.Version, target.ManifestDigest, _clock.Now, "health"), CancellationToken.None);
            return;
        }

        var tree = InstalledTree.Of(target.Version);
        Directory.CreateDirectory(_layout.FolderOf(tree));
        File.Delete(_layout.Current);
        File.CreateSymbolicLink(_layout.Current, tree.LinkTarget);
    }

    /// <summary>It has once seen, in another channel, that nothing older is safe to run.</summary>
    public Task LiftFloorAsync(string version) => new VersionFloor(_layout).LiftAsync(SemanticVersion.Parse(version), CancellationToken.None);

    public void Dispose() => _repository.Dispose();
}
