using Slipway.Agent.Device;
using Slipway.Agent.Holds;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>Refreshes the trusted metadata, reads what the channel offers, and decides.</summary>
public sealed class UpdateCheck(DeviceLayout layout, DeviceConfiguration configuration, string deviceId, RepositoryMirrors repository)
{
    // What says how fresh the repository is: a pack grows old on its way. Who may sign what, and what is offered, must still count.
    private static readonly string[] FreshnessRoles = [RoleNames.Timestamp, RoleNames.Snapshot, ReleasePaths.RolloutRole];

    private readonly InstalledVersions _installed = new(layout);
    private readonly TimeFloor _timeFloor = new(layout);
    private readonly VersionFloor _versionFloor = new(layout);
    private readonly Quarantine _quarantine = new(layout);

    /// <summary>Whether the repository was carried here by hand, and timestamp, snapshot and rollout may have expired on the way (DESIGN §5).</summary>
    public bool IsOffline { get; init; }

    /// <summary>Whether holds and the maintenance window do not count, because somebody at the device says so.</summary>
    public bool IgnoresHolds { get; init; }

    /// <summary>The device's name in rollouts and reports.</summary>
    public string DeviceId => deviceId;

    /// <summary>Whether nothing is to be changed, also not what the device remembers: to explain what it knows.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Decides. Nothing below <c>versions/</c> changes.</summary>
    /// <param name="clock">Asked once: the whole run has one time (ATTACKS K3).</param>
    /// <param name="isForced">Whether to install the running version again.</param>
    /// <param name="cancellation">Stops the requests.</param>
    /// <exception cref="TrustException">Metadata was refused.</exception>
    /// <exception cref="DeviceException">The repository cannot be reached, or the agent's own files cannot be used.</exception>
    public async Task<CheckResult> RunAsync(TimeProvider clock, bool isForced, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (client, time) = await RefreshAsync(now, cancellation);
        if (!IsReadOnly && client.Trusted.ProvenTime is { } proven)
        {
            await _timeFloor.LiftAsync(proven, cancellation);
        }

        var offer = await ReadAsync(client, ReleasePaths.Offer(configuration.Channel, configuration.Runtime), bytes => Offer.Parse(bytes), cancellation);
        var rollout = await ReadAsync(client, ReleasePaths.Rollout(configuration.Channel), bytes => Rollout.Parse(bytes), cancellation);
        if (!IsReadOnly && offer?.MinSecureVersion is { } minSecure && offer.Product == configuration.Product)
        {
            await _versionFloor.LiftAsync(minSecure, cancellation);
        }

        var facts = FactsAt(time, isForced);
        var decision = Gate(Decision.Make(offer, rollout, facts), now, time);
        return new CheckResult(decision, client, offer, rollout, facts);
    }

    /// <summary>What the operator says by now: a download takes its time.</summary>
    public Decision Reconsider(Decision decision, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return Gate(decision, now, _timeFloor.LaterOf(now));
    }

    private Decision Gate(Decision decision, DateTimeOffset now, DateTimeOffset time) =>
        GateAt(time).Apply(decision, isInstalled: _installed.Current is not null, now, _timeFloor.LaterOf(now));

    private async Task<(TufClient Client, DateTimeOffset Time)> RefreshAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var time = _timeFloor.LaterOf(now);
        try
        {
            return (await RefreshAtAsync(time, cancellation), time);
        }
        catch (TrustException expired) when (expired.Failure == TrustFailure.Expired && _timeFloor.LaterOf(now) < time)
        {
            // A new root took the floor away: what has expired was measured against a time that nobody stands for any more.
            return (await RefreshAtAsync(now, cancellation), now);
        }
    }

    private async Task<TufClient> RefreshAtAsync(DateTimeOffset time, CancellationToken cancellation)
    {
        ILocalMetadata local = IsReadOnly ? new ReadOnlyMetadata(new DeviceMetadata(layout)) : new DeviceMetadata(layout);
        var client = await TufClient.StartAsync(ReadTrustAnchor(), local, repository, time, IsOffline ? FreshnessRoles : [], cancellation);
        await client.RefreshIfChangedAsync(cancellation);
        return client;
    }

    private OperatorGate GateAt(DateTimeOffset time) => IgnoresHolds ? OperatorGate.Open : OperatorGate.Read(layout, configuration, time);

    private DeviceFacts FactsAt(DateTimeOffset time, bool isForced) => new()
    {
        Product = configuration.Product,
        Channel = configuration.Channel,
        Runtime = configuration.Runtime,
        DeviceId = deviceId,
        Running = _installed.Current?.Version,
        Floor = _versionFloor.Read(),
        Quarantine = [.. _quarantine.Read().Select(release => release.Digest)],
        Time = time,
        IsForced = isForced,
    };

    private byte[] ReadTrustAnchor()
    {
        try
        {
            return File.ReadAllBytes(layout.TrustAnchor);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException(DeviceFailure.Configuration, $"The trust anchor {layout.TrustAnchor} cannot be read: {unreadable.Message}", unreadable)
            {
                Hint = "Run the product's install.sh again: nothing else can say whom to trust.",
            };
        }
    }

    private static async Task<T?> ReadAsync<T>(TufClient client, string path, Func<byte[], T> parse, CancellationToken cancellation)
        where T : class
    {
        if (await client.FindTargetAsync(path, cancellation) is not { } file)
        {
            return null;
        }

        var bytes = await client.ReadKeptTargetAsync(file, MetadataLimits.OfferBytes, cancellation);
        try
        {
            return parse(bytes);
        }
        catch (FormatException malformed)
        {
            throw new TrustException(TrustFailure.Malformed, path, $"{path} cannot be used: {malformed.Message.TrimEnd('.')}.", malformed);
        }
    }
}
