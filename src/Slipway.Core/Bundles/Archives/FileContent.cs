namespace Slipway.Bundles.Archives;

/// <summary>A small file that has been read whole, or the news that the file is too large for that.</summary>
internal readonly record struct FileContent(byte[]? Buffer, Sha256Digest? Digest);
