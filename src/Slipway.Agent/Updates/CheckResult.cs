using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Agent.Updates;

/// <summary>What a check found.</summary>
/// <param name="Decision">What to do, and why.</param>
/// <param name="Client">The repository as it was checked: what is installed comes from the same snapshot.</param>
/// <param name="Offer">The channel's offer; null when there is none.</param>
/// <param name="Rollout">The channel's rollout; null when there is none.</param>
/// <param name="Facts">What the device knew of itself.</param>
public sealed record CheckResult(Decision Decision, TufClient Client, Offer? Offer, Rollout? Rollout, DeviceFacts Facts);
