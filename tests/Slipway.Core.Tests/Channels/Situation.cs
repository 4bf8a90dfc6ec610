using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Core.Tests.Channels;

/// <summary>An offer of 1.4.2 to everyone and a device that runs 1.4.1, of which each test changes one thing.</summary>
internal sealed record Situation
{
    public Offer? Offer { get; init; } = ReleaseSimulator.Offer("stable", Release("1.4.2")) with { Rollback = Release("1.4.1") };

    public Rollout? Rollout { get; init; } = ReleaseSimulator.Rollout("stable", Release("1.4.2")) with { Salt = "salt" };

    public DeviceFacts Device { get; init; } = new()
    {
        Product = ReleaseSimulator.Product,
        Channel = ChannelName.Parse("stable"),
        Runtime = ReleaseSimulator.Runtime,
        DeviceId = "device-1",
        Running = Version("1.4.1"),
        Time = RepositorySimulator.Time,
    };

    public Decision Decide() => Decision.Make(Offer, Rollout, Device);

    public Situation Running(string? version) => this with { Device = Device with { Running = version is null ? null : Version(version) } };

    public Situation Floor(string version) => this with { Device = Device with { Floor = Version(version) } };

    public Situation Quarantined(params string[] versions) =>
        this with { Device = Device with { Quarantine = [.. versions.Select(version => Release(version).ManifestDigest)] } };

    public Situation Forced() => this with { Device = Device with { IsForced = true } };

    public Situation At(RolloutState state) => this with { Rollout = Rollout! with { State = state } };

    public Situation About(string version) => this with { Rollout = Rollout! with { Version = Version(version) } };

    public Situation Share(int permyriad) => this with { Rollout = Rollout! with { Permyriad = permyriad } };

    public Situation NotBefore(DateTimeOffset time) => this with { Rollout = Rollout! with { NotBefore = time } };

    public Situation Offering(Func<Offer, Offer> change) => this with { Offer = change(Offer!) };

    /// <summary>Offers another version to everyone.</summary>
    public Situation Offering(string version) => Offering(offer => offer with { Release = Release(version) }).About(version);

    public Situation Needing(string version) => Offering(offer => offer with { Release = offer.Release with { MinCurrentVersion = Version(version) } });

    public Situation Stones(params ReleaseReference[] stones) => Offering(offer => offer with { SteppingStones = [.. stones] });

    public Situation WithoutRollback() => Offering(offer => offer with { Rollback = null });

    public Situation RolledBackTo(string version) => Offering(offer => offer with { Rollback = Release(version) });

    public Situation Secure(string version) => Offering(offer => offer with { MinSecureVersion = Version(version) });

    public Situation Back(params string[] from) => Offering(offer => offer with { AllowDowngradeFrom = [.. from.Select(Version)] });

    public Situation Yanked(params string[] versions) =>
        this with { Rollout = Rollout! with { Yanked = [.. versions.Select(version => new YankedRelease(Version(version), "overheats the motor", RepositorySimulator.Time))] } };

    public static SemanticVersion Version(string text) => SemanticVersion.Parse(text);

    public static ReleaseReference Release(string version, string? needs = null) => new(
        Version(version),
        ReleasePaths.Bundle(Version(version), ReleaseSimulator.Runtime, BundleFolder.Manifest),
        Sha256Digest.Of(System.Text.Encoding.UTF8.GetBytes(version)),
        100,
        needs is null ? null : Version(needs));
}

/// <summary>What is decided in a situation.</summary>
internal sealed record Row(string Sentence, Func<Situation, Situation> Change, DecisionKind Kind, ReasonCode Reason, string? Target = null);
