using System.Security.Cryptography;

namespace Slipway.Tuf;

/// <summary>What a file's digest has to be.</summary>
/// <param name="Algorithm">Its kind.</param>
/// <param name="Hex">Its lowercase hex digits.</param>
internal sealed record ExpectedHash(HashAlgorithmName Algorithm, string Hex);
