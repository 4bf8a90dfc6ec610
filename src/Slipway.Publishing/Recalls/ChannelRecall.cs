using System.Collections.Immutable;
using Slipway.Channels;

namespace Slipway.Publishing.Recalls;

/// <summary>What a recall means to the devices of a channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Permyriad">The share of devices that the release had gone to, in ten thousandths; null where the channel's rollout is not about it.</param>
/// <param name="Runtimes">The channel's offers, by runtime. None: it offers nothing yet.</param>
public sealed record ChannelRecall(ChannelName Channel, int? Permyriad, ImmutableArray<RuntimeRecall> Runtimes);
