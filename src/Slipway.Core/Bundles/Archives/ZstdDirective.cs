namespace Slipway.Bundles.Archives;

/// <summary>What libzstd is to do with what it has been given (zstd.h).</summary>
internal enum ZstdDirective
{
    Continue = 0,
    End = 2,
}
