using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.Rollouts;

/// <summary>Says what a device does, by the rules that it decides by itself.</summary>
public sealed class RolloutExplainer(ReleaseRepository repository)
{
    /// <summary>Reads what is signed, and decides in the device's place. Nothing is changed.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.ChannelUnknown"/>; <see cref="InputFailure.OptionInvalid"/>: the runtime must be said.</exception>
    /// <exception cref="StoreException">The store refused.</exception>
    /// <exception cref="TrustException">The repository cannot be verified.</exception>
    public async Task<RolloutExplanation> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
    {
        var channel = repository.Policy.Channel(request.Channel);
        var state = await repository.ReadAsync(cancellation);
        var offers = await state.ReadOffersAsync(request.Channel, cancellation);
        var rollout = await state.ReadRolloutAsync(request.Channel, cancellation);
        var device = Describe(request, request.Runtime ?? OnlyRuntime(request.Channel, offers));
        var offer = offers.FirstOrDefault(offer => offer.Runtime == device.Runtime);
        return Decide(FindExpired(state, request.Channel), offer, rollout, device) with { Offer = offer, Rollout = rollout, Waves = channel.Waves };
    }

    private DeviceFacts Describe(ExplainRequest request, RuntimeId runtime) => new()
    {
        Product = repository.Policy.Product,
        Channel = request.Channel,
        Runtime = runtime,
        DeviceId = request.DeviceId,
        Running = request.Running,
        Floor = request.Floor,
        Time = request.Time ?? repository.Now,
    };

    /// <summary>A device reads nothing that has expired. By another time it will have been renewed, or not: nobody knows.</summary>
    private string? FindExpired(RepositoryState state, ChannelName channel) =>
        ((string[])[RoleNames.Root, RoleNames.Timestamp, RoleNames.Snapshot, RoleNames.Targets, channel.ToString(), ReleasePaths.RolloutRole])
            .FirstOrDefault(role => state.ExpiryOf(role) <= repository.Now);

    private static RolloutExplanation Decide(string? expired, Offer? offer, Rollout? rollout, DeviceFacts device)
    {
        var rules = ImmutableArray.CreateBuilder<RuleVerdict>();
        if (expired is not null)
        {
            var refusal = new Decision(DecisionKind.Refuse, Reports.ReasonCode.Expired, $"The metadata of {expired} has expired, and devices trust it no more: renew it with 'slipway refresh'.");
            return new RolloutExplanation(refusal, [new RuleVerdict("expired", refusal)], device);
        }

        var decision = Decision.Make(offer, rollout, device, rules.Add);
        return new RolloutExplanation(decision, rules.DrainToImmutable(), device);
    }

    private static RuntimeId OnlyRuntime(ChannelName channel, ImmutableArray<Offer> offers) => offers is [var only]
        ? only.Runtime
        : throw new InputException(InputFailure.OptionInvalid, $"The device's runtime was not said, and {channel} has offers for {(offers.IsEmpty ? "none" : string.Join(", ", offers.Select(offer => offer.Runtime)))}.")
        {
            Hint = "Name it: --rid linux-arm64.",
        };
}
