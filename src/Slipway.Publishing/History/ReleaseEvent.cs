using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Releases;

namespace Slipway.Publishing.History;

/// <summary>Something that happened in a channel.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Channel">The channel; null for a yank, which is for all of them, and where it is not known, since it is a version of the rollout role that is not verified.</param>
public sealed record ReleaseEvent(ReleaseEventKind Kind, ChannelName? Channel)
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether signed metadata says when; if not, the store does, and nobody vouches for it.</summary>
    public bool IsTimeSigned { get; init; }

    /// <summary>The version of the role's metadata that brought it.</summary>
    public required (string Role, long Version) Source { get; init; }

    /// <summary>The role's keys that signed it.</summary>
    public ImmutableArray<RoleSigner> SignedBy { get; init; } = [];

    /// <summary>Whether those keys have been replaced since.</summary>
    public bool HasFormerKeys { get; init; }

    /// <summary>What bears it out.</summary>
    public required Evidence Evidence { get; init; }

    /// <summary>The release, as far as it is known.</summary>
    public SemanticVersion? Version { get; init; }

    /// <summary>The release before it, as far as it is known.</summary>
    public SemanticVersion? Before { get; init; }

    /// <summary>The runtimes that it is about; none for a rollout.</summary>
    public ImmutableArray<RuntimeId> Runtimes { get; init; } = [];

    /// <summary>The channel it was promoted from.</summary>
    public ChannelName? From { get; init; }

    /// <summary>The share of devices from then on, in ten thousandths; null for an offer.</summary>
    public int? Permyriad { get; init; }

    /// <summary>Release notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether it was let in without bake, gates and waves.</summary>
    public bool IsEmergency { get; init; }

    /// <summary>Why it was offered, where that was out of the ordinary; why it was halted, goes back, or was yanked.</summary>
    public string? Reason { get; init; }

    /// <summary>What is missing or doubtful, where something is.</summary>
    public string? Problem { get; init; }
}
