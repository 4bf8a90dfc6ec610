using System.Runtime.InteropServices;

namespace Slipway.Bundles.Archives;

/// <summary>Owns a compressor of libzstd.</summary>
internal sealed class ZstdCompressorHandle : SafeHandle
{
    public ZstdCompressorHandle()
        : base(0, ownsHandle: true) => SetHandle(ZstdLibrary.CreateCompressor());

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZstdLibrary.FreeCompressor(handle);
        return true;
    }
}
