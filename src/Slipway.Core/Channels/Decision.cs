using Slipway.Reports;

namespace Slipway.Channels;

/// <summary>What a device does about an offer, and why. A pure function of signed metadata and the device's own facts.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Reason">The stable code.</param>
/// <param name="Explanation">A sentence or two for a person.</param>
/// <param name="Target">The release to install or to go back to.</param>
public sealed record Decision(DecisionKind Kind, ReasonCode Reason, string Explanation, ReleaseReference? Target = null)
{
    /// <summary>The running release, if it was yanked: the decision leads away from it, or says that there is no way.</summary>
    public YankedRelease? Leaving { get; init; }

    /// <summary>Decides, in the order that docs/repository.md gives: the first rule that applies is the answer.</summary>
    /// <param name="offer">The channel's offer, or null when the channel has none for this runtime.</param>
    /// <param name="rollout">The channel's rollout, or null when it has none.</param>
    /// <param name="device">The device's own facts.</param>
    /// <param name="observe">Told of each rule that was asked, in order; the last one's decision is the answer.</param>
    public static Decision Make(Offer? offer, Rollout? rollout, DeviceFacts device, Action<RuleVerdict>? observe = null)
    {
        if (offer is not null && rollout is not null)
        {
            return new DecisionRules(offer, rollout, device, observe).Decide();
        }

        var nothing = new Decision(DecisionKind.Wait, ReasonCode.NoUpdate, $"The channel {device.Channel} offers nothing for {device.Runtime}.");
        observe?.Invoke(new RuleVerdict("offered", nothing));
        return nothing;
    }
}
