using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Mirroring;

/// <summary>Whose devices a copy is for.</summary>
/// <param name="Channels">Their channels, at least one.</param>
/// <param name="Runtimes">Their runtimes; none means every one that a channel has an offer for.</param>
public sealed record CopySelection(ImmutableArray<ChannelName> Channels, ImmutableArray<RuntimeId> Runtimes);
