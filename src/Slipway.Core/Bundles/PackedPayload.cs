namespace Slipway.Bundles;

/// <summary>A payload file that has been written.</summary>
internal sealed record PackedPayload(string Name, Sha256Digest Digest, long Size);
