using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>A key pair as a repository's tool holds it: the key object that metadata lists, and what signs.</summary>
internal sealed class SigningKey
{
    private readonly Func<byte[], byte[]> _sign;

    private SigningKey(JsonObject publicHalf, Func<byte[], byte[]> sign)
    {
        PublicHalf = publicHalf;
        Id = Sha256Digest.Of(CanonicalJson.Encode(publicHalf)).ToString();
        _sign = sign;
    }

    /// <summary>The digest of the key object.</summary>
    public string Id { get; }

    /// <summary>The key object.</summary>
    public JsonObject PublicHalf { get; }

    /// <summary>A new key pair of a kind, by the name that metadata gives it.</summary>
    public static SigningKey Of(string keyType) => keyType switch
    {
        "ed25519" => Ed25519(),
        "ecdsa" or "ecdsa-sha2-nistp256" => Ecdsa(keyType),
        "rsa" => Rsa(),
        _ => throw new ArgumentException($"Nobody makes keys of the kind {keyType} here.", nameof(keyType)),
    };

    public static SigningKey Ed25519()
    {
        var key = Ed25519PrivateKey.Generate();
        return new SigningKey(key.PublicKey.ToJson(), message => key.Sign(message));
    }

    /// <summary>The same pair under a key object with one field more, and so with another id.</summary>
    public SigningKey With(string field, JsonNode value)
    {
        var publicHalf = PublicHalf.DeepClone().AsObject();
        publicHalf[field] = value;
        return new SigningKey(publicHalf, _sign);
    }

    /// <summary>The signature object over the canonical form of <paramref name="signed"/>.</summary>
    public JsonObject Sign(JsonObject signed) => new()
    {
        ["keyid"] = Id,
        ["sig"] = Convert.ToHexStringLower(_sign(CanonicalJson.Encode(signed))),
    };

    private static SigningKey Ecdsa(string keyType)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new SigningKey(
            Describe(keyType, "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem()),
            message => key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
    }

    private static SigningKey Rsa()
    {
        var key = RSA.Create(keySizeInBits: 2048);
        return new SigningKey(
            Describe("rsa", "rsassa-pss-sha256", key.ExportSubjectPublicKeyInfoPem()),
            message => key.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }

    private static JsonObject Describe(string keyType, string scheme, string pem) => new()
    {
        ["keytype"] = keyType,
        ["scheme"] = scheme,
        ["keyval"] = new JsonObject { ["public"] = pem },
    };
}
