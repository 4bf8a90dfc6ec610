namespace Slipway.Bundles.Archives;

/// <summary>The parameters of the compressor that are set (zstd.h).</summary>
internal enum ZstdParameter
{
    CompressionLevel = 100,
    ChecksumFlag = 201,
    WorkerCount = 400,
    JobSize = 401,
}
