using System.Runtime.InteropServices;

namespace Slipway.Bundles.Archives;

/// <summary>ZSTD_inBuffer and ZSTD_outBuffer of zstd.h, which are laid out alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ZstdBuffer
{
    public void* Start;
    public nuint Size;
    public nuint Position;
}
