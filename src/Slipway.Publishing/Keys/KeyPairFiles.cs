using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>A key pair that was written.</summary>
/// <param name="PrivateKeyFile">The full path of <c>NAME.pem</c>, which only its owner can read.</param>
/// <param name="PublicKeyFile">The full path of <c>NAME.pub.pem</c>.</param>
/// <param name="PublicKey">The public half.</param>
public sealed record KeyPairFiles(string PrivateKeyFile, string PublicKeyFile, Ed25519PublicKey PublicKey);
