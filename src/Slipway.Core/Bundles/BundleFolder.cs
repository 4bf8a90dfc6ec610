namespace Slipway.Bundles;

/// <summary>The names of a bundle's files: a folder per product, version and runtime.</summary>
public static class BundleFolder
{
    /// <summary>The signed manifest; it also lies at the top of an installed tree.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>64 raw bytes: the signature over manifest and payload together.</summary>
    public const string Signature = "signature.sig";

    /// <summary>The payload's name when it is compressed with zstd.</summary>
    public const string ZstdPayload = "payload.tar.zst";

    /// <summary>The payload's name when it is compressed with gzip.</summary>
    public const string GzipPayload = "payload.tar.gz";

    /// <summary>The payload's name, which says how it is compressed.</summary>
    public static string PayloadName(PayloadCompression compression) => compression switch
    {
        PayloadCompression.Zstd => ZstdPayload,
        PayloadCompression.Gzip => GzipPayload,
        _ => throw new ArgumentOutOfRangeException(nameof(compression)),
    };

    /// <summary>How a payload of that name is compressed; null when it is no payload's name.</summary>
    public static PayloadCompression? CompressionOf(string payloadName) => payloadName switch
    {
        ZstdPayload => PayloadCompression.Zstd,
        GzipPayload => PayloadCompression.Gzip,
        _ => null,
    };

    // Both lie beside the files in an installed tree, so no file of a payload may have their names.
    internal static bool IsReserved(string path) => path is Manifest or Signature;
}
