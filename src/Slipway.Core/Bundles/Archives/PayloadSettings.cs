namespace Slipway.Bundles.Archives;

/// <summary>How a payload is compressed. The number of workers changes the time it takes, never the bytes.</summary>
internal sealed record PayloadSettings(PayloadCompression Compression, int Level, int Workers);
