using Slipway.Bundles;
using Slipway.Tuf;

namespace Slipway.Agent.Downloads;

/// <summary>A release whose signatures fit, and whose payload is still to come.</summary>
/// <param name="Verified">The manifest.</param>
/// <param name="ManifestFile">Its bytes.</param>
/// <param name="Payload">The payload as the repository lists it: with the digest and the length that were signed.</param>
public sealed record SignedRelease(VerifiedManifest Verified, byte[] ManifestFile, TargetFile Payload);
