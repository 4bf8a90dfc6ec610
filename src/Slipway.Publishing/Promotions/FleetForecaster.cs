using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Fleets;

namespace Slipway.Publishing.Promotions;

/// <summary>Lets the device's own rules say what the devices would do: there is no second copy of them.</summary>
/// <param name="offers">What the channel would offer.</param>
/// <param name="rollout">How fast it would go out at first.</param>
internal sealed class FleetForecaster(ImmutableArray<Offer> offers, Rollout rollout)
{
    private readonly ImmutableDictionary<RuntimeId, Offer> _offers = offers.ToImmutableDictionary(offer => offer.Runtime);

    /// <summary>What the devices would do, and how many of them would be told to by each of <paramref name="waves"/>.</summary>
    public (FleetForecast Forecast, ImmutableArray<PlannedWave> Waves) Forecast(Fleet fleet, ImmutableArray<PlannedWave> waves)
    {
        var here = fleet.Entries.Where(entry => entry.Channel is null || entry.Channel == rollout.Channel).ToArray();
        var concerned = here.Where(entry => entry.Runtime is null || _offers.ContainsKey(entry.Runtime)).ToArray();
        var decided = concerned.Select(entry => (Entry: entry, Answer: Decide(entry, Rollout.Everyone, waves[^1].Begins))).ToArray();
        var fates = decided.GroupBy(device => (device.Entry.Version, device.Answer), FateComparer.Instance)
            .Select(same => new DeviceFate(same.Key.Version, same.Sum(device => device.Entry.Count), same.Key.Answer.Decision, same.Key.Answer.Rule));
        var forecast = new FleetForecast(fleet.Source, fleet.IsByDevice, [.. fates.OrderByDescending(fate => fate.Version).ThenByDescending(fate => fate.Count)])
        {
            Elsewhere = fleet.Entries.Sum(entry => entry.Count) - here.Sum(entry => entry.Count),
            WithoutOffer = here.Sum(entry => entry.Count) - concerned.Sum(entry => entry.Count),
            Unreadable = fleet.Unreadable,
            OfUnknownChannel = concerned.Where(entry => entry.Channel is null).Sum(entry => entry.Count),
        };
        var updated = decided.Where(device => device.Answer.Decision.Kind == DecisionKind.Update).Select(device => device.Entry).ToArray();
        return (forecast, [.. waves.Select(wave => wave with { Devices = CountIn(wave, updated) })]);
    }

    private long CountIn(PlannedWave wave, FleetEntry[] updated) => updated.Sum(entry => entry.DeviceId is null
        ? entry.Count * wave.Permyriad / Rollout.Everyone
        : Decide(entry, wave.Permyriad, wave.Begins).Decision.Kind == DecisionKind.Update ? 1 : 0);

    private (Decision Decision, string Rule) Decide(FleetEntry entry, int permyriad, DateTimeOffset time)
    {
        var offer = entry.Runtime is { } runtime ? _offers[runtime] : offers[0];
        var facts = new DeviceFacts
        {
            Product = offer.Product,
            Channel = offer.Channel,
            Runtime = offer.Runtime,
            DeviceId = entry.DeviceId ?? "",
            Running = entry.Version,
            Time = time,
        };
        var rule = "";
        var decision = Decision.Make(offer, rollout with { Permyriad = permyriad }, facts, verdict => rule = verdict.Rule);
        return (decision, rule);
    }

    /// <summary>Devices of one version that are told the same, whatever their runtime.</summary>
    private sealed class FateComparer : IEqualityComparer<(SemanticVersion? Version, (Decision Decision, string Rule) Answer)>
    {
        public static FateComparer Instance { get; } = new();

        public bool Equals((SemanticVersion? Version, (Decision Decision, string Rule) Answer) x, (SemanticVersion? Version, (Decision Decision, string Rule) Answer) y) =>
            x.Version == y.Version && x.Answer.Rule == y.Answer.Rule && x.Answer.Decision.Explanation == y.Answer.Decision.Explanation;

        public int GetHashCode((SemanticVersion? Version, (Decision Decision, string Rule) Answer) fate) => HashCode.Combine(fate.Version, fate.Answer.Rule);
    }
}
