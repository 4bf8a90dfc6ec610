using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>A key pair that was written.</summary>
/// <param name="PrivateFile">The full path of <c>NAME.pem</c>, which only its owner can read.</param>
/// <param name="PublicFile">The full path of <c>NAME.pub.pem</c>.</param>
/// <param name="PublicKey">The public half.</param>
public sealed record KeyPairFiles(string PrivateFile, string PublicFile, Ed25519PublicKey PublicKey);
