using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.History;

/// <summary>Which part of the history is wanted.</summary>
public sealed record HistoryRequest
{
    /// <summary>Events, unless told otherwise.</summary>
    public const int DefaultLimit = 100;

    /// <summary>One channel, or null for all.</summary>
    public ChannelName? Channel { get; init; }

    /// <summary>One runtime, or null for all. Rollouts are for every runtime.</summary>
    public RuntimeId? Runtime { get; init; }

    /// <summary>The newest so many events.</summary>
    public int Limit { get; init; } = DefaultLimit;
}
