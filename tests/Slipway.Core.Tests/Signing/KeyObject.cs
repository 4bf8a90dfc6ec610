using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Core.Tests.Signing;

/// <summary>Key objects as other repositories write them.</summary>
internal static class KeyObject
{
    public static JsonObject Ecdsa(string pem) => Create("ecdsa", "ecdsa-sha2-nistp256", pem);

    public static JsonObject Rsa(string pem) => Create("rsa", "rsassa-pss-sha256", pem);

    public static JsonObject Create(string keyType, string scheme, string publicKey) =>
        new() { ["keytype"] = keyType, ["scheme"] = scheme, ["keyval"] = new JsonObject { ["public"] = publicKey } };

    public static VerificationKey Read(JsonObject json) => VerificationKey.FromJson(new JsonFields(json));

    /// <summary>The block of a SubjectPublicKeyInfo.</summary>
    public static string Pem(byte[] der) => PemEncoding.WriteString("PUBLIC KEY", der);

    /// <summary>The SubjectPublicKeyInfo of a block.</summary>
    public static byte[] Der(string pem) => Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
}
