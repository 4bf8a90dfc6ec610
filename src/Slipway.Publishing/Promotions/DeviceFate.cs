using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What devices of one version do about the release once it is their turn.</summary>
/// <param name="Version">What they run, or null for nothing yet.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Decision">What they decide, by the device's own rules.</param>
/// <param name="Rule">The rule that decides, as <c>slipway-agent explain</c> names it.</param>
public sealed record DeviceFate(SemanticVersion? Version, long Count, Decision Decision, string Rule)
{
    /// <summary>Whether they install something.</summary>
    public bool IsUpdate => Decision.Kind == DecisionKind.Update;
}
