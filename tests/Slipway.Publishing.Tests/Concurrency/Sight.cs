using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Tests.Concurrency;

/// <summary>One verified state, as a device sees it.</summary>
internal sealed record Sight(long Timestamp, ImmutableArray<Offer> Offers, ImmutableArray<Rollout> Rollouts);
