namespace Slipway;

/// <summary>Why metadata, a bundle or a file was refused. The numbers are public: they are the last three digits of the code.</summary>
public enum TrustFailure
{
    /// <summary>Fewer valid signatures by distinct keys of the role than its threshold asks for.</summary>
    ThresholdNotMet = 1,

    /// <summary>The metadata's expiry has passed (TUF §5.3.10, §5.4.4, §5.5.6, §5.6.6).</summary>
    Expired = 2,

    /// <summary>The version is lower than one already trusted, or a role vanished (TUF §5.4.3, §5.5.5, §5.6.4).</summary>
    Rollback = 3,

    /// <summary>The length is not the one that signed metadata states.</summary>
    LengthMismatch = 4,

    /// <summary>The digest is not the one that signed metadata states.</summary>
    DigestMismatch = 5,

    /// <summary>More bytes than the limit; reading stopped there.</summary>
    TooLarge = 6,

    /// <summary>Not well-formed: strict JSON, required fields, or their values.</summary>
    Malformed = 7,

    /// <summary>The payload archive breaks an extraction rule.</summary>
    Archive = 8,

    /// <summary>No trusted role lists the target.</summary>
    TargetNotFound = 9,

    /// <summary>Rightly signed, but for another product, channel, version or runtime.</summary>
    Foreign = 10,

    /// <summary>A bundle's manifest or payload signature does not fit the key.</summary>
    BadSignature = 11,

    /// <summary>A file that the manifest lists is missing, or one is there that it does not list.</summary>
    TreeMismatch = 12,

    /// <summary>The version of the metadata is not the one that the next higher role names (TUF §5.3.5, §5.5.4, §5.6.4).</summary>
    VersionMismatch = 13,
}
