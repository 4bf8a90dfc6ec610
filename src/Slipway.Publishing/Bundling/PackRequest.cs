using Slipway.Bundles;
using Slipway.Health;

namespace Slipway.Publishing.Bundling;

/// <summary>What to pack, and as what.</summary>
public sealed record PackRequest
{
    /// <summary>What it is a release of.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Which release it is.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>Which devices can run it.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>The files.</summary>
    public required PayloadSource Payload { get; init; }

    /// <summary>The bundle's folder. A bundle that is there already is replaced, anything else is not.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The folder whose commit says when the release was made.</summary>
    public string ProjectFolder { get; init; } = ".";

    /// <summary>The oldest version that may be updated to this one directly.</summary>
    public SemanticVersion? MinCurrentVersion { get; init; }

    /// <summary>The version to go back to when this one fails.</summary>
    public SemanticVersion? RollbackVersion { get; init; }

    /// <summary>What a device must see before the release may stay, or null for the default.</summary>
    public HealthContract? Health { get; init; }

    /// <summary>What to run around the update.</summary>
    public ReleaseHooks? Hooks { get; init; }

    /// <summary>How the payload is compressed.</summary>
    public PayloadCompression Compression { get; init; } = PayloadCompression.Zstd;

    /// <summary>The compressor's level, or null for its default.</summary>
    public int? Level { get; init; }

    /// <summary>When it was made, in Unix seconds, or null for <c>SOURCE_DATE_EPOCH</c>, else the commit's time, else 0.</summary>
    public long? Timestamp { get; init; }
}
