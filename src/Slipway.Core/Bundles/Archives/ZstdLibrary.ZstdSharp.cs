using ZstdSharp.Unsafe;

namespace Slipway.Bundles.Archives;

/// <summary>The calls of ZstdLibrary.cs, made of ZstdSharp: the same code translated to .NET, so nothing has to be installed.</summary>
internal static unsafe class ZstdLibrary
{
    public static nint CreateCompressor() => (nint)Methods.ZSTD_createCCtx();

    public static nint CreateDecompressor() => (nint)Methods.ZSTD_createDCtx();

    public static void FreeCompressor(nint compressor) => _ = Methods.ZSTD_freeCCtx((ZSTD_CCtx_s*)compressor);

    public static void FreeDecompressor(nint decompressor) => _ = Methods.ZSTD_freeDCtx((ZSTD_DCtx_s*)decompressor);

    public static nuint SetParameter(nint compressor, ZstdParameter parameter, int value) =>
        Methods.ZSTD_CCtx_setParameter((ZSTD_CCtx_s*)compressor, (ZSTD_cParameter)parameter, value);

    public static nuint SetMaxWindowLog(nint decompressor, int value) =>
        Methods.ZSTD_DCtx_setParameter((ZSTD_DCtx_s*)decompressor, ZSTD_dParameter.ZSTD_d_windowLogMax, value);

    public static nuint Compress(nint compressor, ZstdBuffer* output, ZstdBuffer* input, ZstdDirective directive) =>
        Methods.ZSTD_compressStream2((ZSTD_CCtx_s*)compressor, (ZSTD_outBuffer_s*)output, (ZSTD_inBuffer_s*)input, (ZSTD_EndDirective)directive);

    public static nuint Decompress(nint decompressor, ZstdBuffer* output, ZstdBuffer* input) =>
        Methods.ZSTD_decompressStream((ZSTD_DCtx_s*)decompressor, (ZSTD_outBuffer_s*)output, (ZSTD_inBuffer_s*)input);

    public static bool IsError(nuint result) => Methods.ZSTD_getErrorCode(result) != ZSTD_ErrorCode.ZSTD_error_no_error;

    public static string Describe(nuint error) => Methods.ZSTD_getErrorName(error);
}
