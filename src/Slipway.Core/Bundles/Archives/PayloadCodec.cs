using System.IO.Compression;

namespace Slipway.Bundles.Archives;

/// <summary>Opens the compressed side of a payload.</summary>
internal static class PayloadCodec
{
    /// <summary>A stream whose content is the payload's archive.</summary>
    public static Stream Decode(Stream payload, PayloadCompression compression) =>
        compression == PayloadCompression.Zstd ? new ZstdDecodingStream(payload) : new GzipDecodingStream(payload);

    /// <summary>Compresses what <paramref name="write"/> writes, completely.</summary>
    public static void Encode(Stream payload, PayloadSettings settings, Action<Stream> write)
    {
        if (settings.Compression == PayloadCompression.Zstd)
        {
            using var zstd = new ZstdEncodingStream(payload, settings.Level, settings.Workers);
            write(zstd);
            zstd.Complete();
            return;
        }

        using var gzip = new GZipStream(payload, new ZLibCompressionOptions { CompressionLevel = settings.Level }, leaveOpen: true);
        write(gzip);
    }
}
