using Slipway.Health;

namespace Slipway.Bundles;

/// <summary>What the publisher says about a release; the files speak for themselves.</summary>
public sealed record BundleDescription
{
    /// <summary>What it is a release of.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Which release it is.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>Which devices can run it.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>When it was made, in Unix seconds: of the commit rather than of the build, so that a second build is the same.</summary>
    public required long Timestamp { get; init; }

    /// <summary>The lowest version that can be updated to this one directly.</summary>
    public SemanticVersion? MinCurrentVersion { get; init; }

    /// <summary>The version to go back to when this one fails.</summary>
    public SemanticVersion? RollbackVersion { get; init; }

    /// <summary>What a device must see before the release may stay; null leaves it to the device.</summary>
    public HealthContract? Health { get; init; }

    /// <summary>What to run around the update; each program has to be an executable file of the release.</summary>
    public ReleaseHooks? Hooks { get; init; }
}
