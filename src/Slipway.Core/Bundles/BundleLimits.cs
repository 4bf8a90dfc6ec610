namespace Slipway.Bundles;

/// <summary>Every limit of a bundle, with its unit. Packing refuses what a device would refuse.</summary>
public static class BundleLimits
{
    /// <summary>The most files, and the most links, in a payload.</summary>
    public const int MaxFiles = 200_000;

    /// <summary>The longest path, in bytes of UTF-8.</summary>
    public const int MaxPathBytes = 240;

    /// <summary>The most segments of a path.</summary>
    public const int MaxPathDepth = 16;

    /// <summary>The longest manifest.json, in bytes: room for <see cref="MaxFiles"/> files with the longest paths.</summary>
    public const int MaxManifestBytes = 64 * 1024 * 1024;

    /// <summary>The longest signature.sig, in bytes.</summary>
    public const int SignatureBytes = BundleSignature.MaxLength;

    /// <summary>The largest payload and the largest unpacked tree, in bytes: 1 TiB.</summary>
    public const long MaxPayloadBytes = 1L << 40;

    /// <summary>The longest extended (pax) header of one archive entry, in bytes: room for a path, a size and a time.</summary>
    public const int MaxExtendedHeaderBytes = 1024;

    /// <summary>The base-2 logarithm of the largest zstd window, which bounds what a device needs to unpack: 8 MiB.</summary>
    public const int MaxWindowLog = 23;

    /// <summary>The strongest zstd level: higher ones need a larger window than a device accepts.</summary>
    public const int MaxZstdLevel = 19;
}
