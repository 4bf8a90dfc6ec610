namespace Slipway.Bundles;

/// <summary>How a payload is compressed.</summary>
public enum PayloadCompression
{
    /// <summary>zstd: the default.</summary>
    Zstd,

    /// <summary>gzip: for receivers that have nothing else.</summary>
    Gzip,
}
