namespace Slipway.Bundles.Archives;

/// <summary>What an archive says about one regular file, extended header included.</summary>
internal readonly record struct TarEntry(string Name, long Size);
