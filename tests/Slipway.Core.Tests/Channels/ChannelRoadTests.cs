using Slipway.Channels;
using Slipway.Core.Tests.Tuf;

namespace Slipway.Core.Tests.Channels;

/// <summary>From a signed repository to a decision, as a device goes.</summary>
public sealed class ChannelRoadTests
{
    private readonly RepositorySimulator _repository = new();

    [Fact]
    public async Task An_offer_and_its_rollout_are_found_and_lead_to_the_release()
    {
        var releases = new ReleaseSimulator(_repository);
        var release = releases.AddBundle("1.4.2");
        releases.Add(ReleaseSimulator.Offer("stable", release));
        releases.Add(ReleaseSimulator.Rollout("stable", release));
        _repository.Publish();
        var device = new SimulatedDevice(_repository);

        var offer = Offer.Parse(await device.ReadAsync("stable/linux-x64.json"));
        var rollout = Rollout.Parse(await device.ReadAsync("rollout/stable.json"));
        var decision = (new Situation() with { Offer = offer, Rollout = rollout }).Decide();

        Assert.Equal(DecisionKind.Update, decision.Kind);
        Assert.Equal(decision.Target!.ManifestDigest, Sha256Digest.Of(await device.ReadAsync(decision.Target.ManifestPath)));
    }

    [Fact]
    public async Task A15_other_bytes_under_an_offered_version_are_not_the_ones_that_the_offer_pins()
    {
        var releases = new ReleaseSimulator(_repository);
        var release = releases.AddBundle("1.4.2");
        _repository.AddTarget("releases", release.ManifestPath, "another manifest"u8.ToArray());
        _repository.Publish();
        var client = await new SimulatedDevice(_repository).RefreshAsync();

        var listed = await client.FindTargetAsync(release.ManifestPath, CancellationToken.None);

        Assert.NotEqual(release.ManifestDigest, listed!.Digest);
    }
}
