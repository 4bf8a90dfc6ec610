using Slipway.Bundles;
using Slipway.Channels;
using static Slipway.Core.Tests.Channels.Situation;

namespace Slipway.Core.Tests.Channels;

/// <summary>ATTACKS A13: every combination of what a rollout can say, against every device, under offers that a channel has signed.</summary>
public sealed class StolenRolloutKeyTests
{
    private static readonly string[] Versions = ["1.3.0", "1.4.0", "1.4.1", "1.4.2", "1.4.3"];

    private static readonly string?[] Running = [.. Versions, null];

    private static readonly (string Name, Func<Situation, Situation> Change)[] Offers =
    [
        ("plain", s => s),
        ("nothing pinned", s => s.WithoutRollback()),
        ("pins itself", s => s.RolledBackTo("1.4.2")),
        ("pins a later one", s => s.RolledBackTo("1.4.3")),
        ("stones", s => s.RolledBackTo("1.4.0").Needing("1.4.1").Stones(Release("1.4.0"), Release("1.4.1", "1.4.0"))),
        ("a pull-back", s => s.Back("1.4.3").RolledBackTo("1.3.0")),
        ("a floor", s => s.Secure("1.4.1").RolledBackTo("1.4.0").Needing("1.4.0").Stones(Release("1.4.0"))),
        ("failed here", s => s.Quarantined("1.4.1", "1.4.2")),
    ];

    public static TheoryData<string> Names => [.. Offers.Select(offer => offer.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A13_No_rollout_makes_a_device_install_what_the_offer_does_not_name(string name)
    {
        var situation = Offers.Single(offer => offer.Name == name).Change(new Situation());
        var offer = situation.Offer!;
        ReleaseReference[] named = [.. offer.NamedReleases];
        var decisions = 0;
        foreach (var running in Running)
        {
            var device = situation.Running(running).Device;
            foreach (var rollout in Rollouts(situation.Rollout!))
            {
                var decision = Decision.Make(offer, rollout, device);
                decisions++;
                if (decision.Target is { } target && decision.Kind is DecisionKind.Update or DecisionKind.RollBack)
                {
                    RequireAllowed(decision, target!, offer, rollout, device, named);
                }
            }
        }

        Assert.Equal(Running.Length * 32 * Versions.Length * 3 * 3 * 2, decisions);
    }

    /// <summary>What may be installed is the offer's, pinned by it; what may not is the same as without any rollout.</summary>
    private static void RequireAllowed(Decision decision, ReleaseReference target, Offer offer, Rollout rollout, DeviceFacts device, ReleaseReference[] named)
    {
        var isBack = device.Running is { } running && target.Version < running;
        Assert.Contains(named, release => ReferenceEquals(release, target));
        Assert.Null(rollout.FindYanked(target.Version));
        Assert.DoesNotContain(target.ManifestDigest, device.Quarantine);
        Assert.True(!isBack || ReferenceEquals(target, offer.Rollback) || offer.AllowDowngradeFrom.Contains(device.Running!), $"{device.Running} -> {target.Version}");
        Assert.True(!isBack || offer.MinSecureVersion is not { } floor || target.Version >= floor, $"{target.Version} is below the floor");
        Assert.True(decision.Kind != DecisionKind.RollBack || (isBack && ReferenceEquals(target, offer.Rollback)), $"{device.Running} is rolled back to {target.Version}");
        Assert.True(isBack || device.Running is null || target.MinCurrentVersion is not { } oldest || device.Running >= oldest, $"{device.Running} is too old for {target.Version}");
    }

    private static IEnumerable<Rollout> Rollouts(Rollout rollout) =>
        from yanked in Enumerable.Range(0, 1 << Versions.Length)
        from version in Versions
        from state in Enum.GetValues<RolloutState>()
        from permyriad in (int[])[0, 5074, Rollout.Everyone]
        from early in (bool[])[false, true]
        select rollout with
        {
            Version = Version(version),
            State = state,
            Permyriad = permyriad,
            NotBefore = early ? RepositorySimulator.In(1) : null,
            Yanked = [.. Versions.Where((_, index) => (yanked & (1 << index)) != 0).Select(other => new YankedRelease(Version(other), "stolen", RepositorySimulator.Time))],
        };
}
