using System.Runtime.InteropServices;

namespace Slipway.Bundles.Archives;

/// <summary>Owns a decompressor of libzstd.</summary>
internal sealed class ZstdDecompressorHandle : SafeHandle
{
    public ZstdDecompressorHandle()
        : base(0, ownsHandle: true) => SetHandle(ZstdLibrary.CreateDecompressor());

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        ZstdLibrary.FreeDecompressor(handle);
        return true;
    }
}
