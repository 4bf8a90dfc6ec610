using System.Reflection;
using System.Runtime.InteropServices;

namespace Slipway.Bundles.Archives;

/// <summary>The few calls of libzstd that are needed: the one seam. ZstdLibrary.ZstdSharp.cs makes the same calls of ZstdSharp.</summary>
internal static unsafe partial class ZstdLibrary
{
    private const string Name = "libzstd";

    // ZSTD_d_windowLogMax: the decompressor counts its own parameters.
    private const int WindowLogMax = 100;

    private static readonly string[] FileNames = OperatingSystem.IsMacOS()
        ? ["libzstd.1.dylib", "/opt/homebrew/lib/libzstd.1.dylib", "/usr/local/lib/libzstd.1.dylib"]
        : ["libzstd.so.1", "libzstd.so", "libzstd"];

    static ZstdLibrary() => NativeLibrary.SetDllImportResolver(typeof(ZstdLibrary).Assembly, Resolve);

    /// <exception cref="InputException"><see cref="InputFailure.LibraryMissing"/>.</exception>
    public static nint CreateCompressor()
    {
        try
        {
            return ZSTD_createCCtx();
        }
        catch (DllNotFoundException missing)
        {
            throw Missing(missing);
        }
    }

    /// <exception cref="InputException"><see cref="InputFailure.LibraryMissing"/>.</exception>
    public static nint CreateDecompressor()
    {
        try
        {
            return ZSTD_createDCtx();
        }
        catch (DllNotFoundException missing)
        {
            throw Missing(missing);
        }
    }

    public static void FreeCompressor(nint compressor) => _ = ZSTD_freeCCtx(compressor);

    public static void FreeDecompressor(nint decompressor) => _ = ZSTD_freeDCtx(decompressor);

    public static nuint SetParameter(nint compressor, ZstdParameter parameter, int value) => ZSTD_CCtx_setParameter(compressor, parameter, value);

    public static nuint SetMaxWindowLog(nint decompressor, int value) => ZSTD_DCtx_setParameter(decompressor, WindowLogMax, value);

    public static nuint Compress(nint compressor, ZstdBuffer* output, ZstdBuffer* input, ZstdDirective directive) =>
        ZSTD_compressStream2(compressor, output, input, directive);

    public static nuint Decompress(nint decompressor, ZstdBuffer* output, ZstdBuffer* input) => ZSTD_decompressStream(decompressor, output, input);

    public static bool IsError(nuint result) => ZSTD_isError(result) != 0;

    public static string Describe(nuint error) => Marshal.PtrToStringUTF8(ZSTD_getErrorName(error)) ?? "unknown error";

    // Distributions ship the file with its version number only; the name without it belongs to the development package.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        nint library = 0;
        _ = name == Name && FileNames.Any(file => NativeLibrary.TryLoad(file, assembly, path, out library));
        return library;
    }

    private static InputException Missing(DllNotFoundException missing) =>
        new(InputFailure.LibraryMissing, $"The library libzstd, which packs and unpacks payloads, is not on this machine (looked for {string.Join(", ", FileNames)}).", missing)
        {
            Hint = "Install it, for example 'apt-get install libzstd1' or 'apk add zstd-libs', or build bundles with gzip.",
        };

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ZSTD_createCCtx();

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_freeCCtx(nint compressor);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_CCtx_setParameter(nint compressor, ZstdParameter parameter, int value);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_compressStream2(nint compressor, ZstdBuffer* output, ZstdBuffer* input, ZstdDirective directive);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ZSTD_createDCtx();

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_freeDCtx(nint decompressor);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_DCtx_setParameter(nint decompressor, int parameter, int value);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nuint ZSTD_decompressStream(nint decompressor, ZstdBuffer* output, ZstdBuffer* input);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint ZSTD_isError(nuint result);

    [LibraryImport(Name)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ZSTD_getErrorName(nuint error);
}
