using System.Collections.Immutable;
using Slipway.Bundles;

namespace Slipway.Channels;

/// <summary>What a device knows of itself when it decides.</summary>
public sealed record DeviceFacts
{
    /// <summary>The product it runs.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>The channel it follows.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>Its runtime.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>Its id, which places it in rollouts.</summary>
    public required string DeviceId { get; init; }

    /// <summary>The version it runs, or null when nothing is installed yet.</summary>
    public SemanticVersion? Running { get; init; }

    /// <summary>The highest <c>min_secure_version</c> that it has seen.</summary>
    public SemanticVersion? Floor { get; init; }

    /// <summary>The manifest digests of releases that failed here.</summary>
    public ImmutableHashSet<Sha256Digest> Quarantine { get; init; } = [];

    /// <summary>The one time of this run.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Whether to install the same version again.</summary>
    public bool IsForced { get; init; }
}
