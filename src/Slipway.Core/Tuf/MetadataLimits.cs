namespace Slipway.Tuf;

/// <summary>Every limit on what is read from a repository. Reading stops there: nothing beyond a limit is buffered.</summary>
public static class MetadataLimits
{
    /// <summary>Bytes of a root file.</summary>
    public const int RootBytes = 512_000;

    /// <summary>Bytes of a timestamp file.</summary>
    public const int TimestampBytes = 16_384;

    /// <summary>Bytes of a snapshot file, whatever length the timestamp states.</summary>
    public const int SnapshotBytes = 2_000_000;

    /// <summary>Bytes of a targets or delegated role file, whatever length the snapshot states.</summary>
    public const int TargetsBytes = 5_000_000;

    /// <summary>Bytes of an offer or a rollout, whatever length its role states.</summary>
    public const int OfferBytes = 256_000;

    /// <summary>Root versions that one refresh walks through (TUF §5.3.3, value X).</summary>
    public const int RootRotations = 256;

    /// <summary>Delegated roles that one search visits (TUF §5.6.7.1).</summary>
    public const int DelegatedRoles = 32;
}
