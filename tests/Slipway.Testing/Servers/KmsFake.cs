using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.Signing;

namespace Slipway.Testing.Servers;

/// <summary>AWS KMS as far as signing goes: GetPublicKey and Sign, with the service's limits and error codes.</summary>
/// <remarks>Written after the service's API reference; it has been compared with no real one.</remarks>
public sealed class KmsFake : IDisposable
{
    private const int MaxMessageBytes = 4096;

    private readonly LoopbackServer _server;
    private readonly Dictionary<string, (string Spec, byte[] PublicKey, Func<byte[], byte[]> Sign)> _keys = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _owned = [];

    public KmsFake() => _server = new LoopbackServer(Answer);

    public Uri Address => _server.Address;

    /// <summary>The error that every request gets instead of an answer: its HTTP status and code.</summary>
    public (int Status, string Code)? Failure { get; set; }

    /// <summary>What a key is for.</summary>
    public string Usage { get; set; } = "SIGN_VERIFY";

    /// <summary>Changes signatures on their way.</summary>
    public Func<byte[], byte[]> Tamper { get; set; } = signature => signature;

    /// <summary>Makes a key on P-256, and gives it a name: an id, an ARN or an alias.</summary>
    public void AddP256(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _owned.Add(key);
        _keys.Add(name, ("ECDSA_SHA_256", key.ExportSubjectPublicKeyInfo(), digest => key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence)));
    }

    /// <summary>Makes an Ed25519 key.</summary>
    public void AddEd25519(string name)
    {
        var key = Ed25519PrivateKey.Generate();
        _owned.Add(key);
        _keys.Add(name, ("ED25519_SHA_512", Convert.FromBase64String(string.Concat(key.PublicKey.ToPem().Split('\n')[1..^2])), message => key.Sign(message)));
    }

    public void Dispose()
    {
        _server.Dispose();
        _owned.ForEach(key => key.Dispose());
    }

    private void Answer(HttpListenerRequest request, HttpListenerResponse response)
    {
        using var reader = new StreamReader(request.InputStream);
        var (status, json) = Judge(request.Headers["X-Amz-Target"]!, JsonNode.Parse(reader.ReadToEnd())!.AsObject());
        response.StatusCode = status;
        response.ContentType = "application/x-amz-json-1.1";
        response.OutputStream.Write(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private (int Status, JsonObject Json) Judge(string operation, JsonObject request)
    {
        if (Failure is var (status, code))
        {
            return (status, Error(code, $"The service says {code}."));
        }

        var name = request["KeyId"]!.GetValue<string>();
        return !_keys.TryGetValue(name, out var key) ? (400, Error("NotFoundException", $"Key '{name}' does not exist"))
            : operation == "TrentService.GetPublicKey" ? (200, new JsonObject { ["KeyId"] = name, ["KeyUsage"] = Usage, ["PublicKey"] = Convert.ToBase64String(key.PublicKey) })
            : Sign(key, request);
    }

    private (int Status, JsonObject Json) Sign((string Spec, byte[] PublicKey, Func<byte[], byte[]> Sign) key, JsonObject request)
    {
        var message = Convert.FromBase64String(request["Message"]!.GetValue<string>());
        var isDigest = request["MessageType"]!.GetValue<string>() == "DIGEST";
        return request["SigningAlgorithm"]!.GetValue<string>() != key.Spec ? (400, Error("InvalidKeyUsageException", "The algorithm does not fit the key"))
            : message.Length > MaxMessageBytes || (isDigest && message.Length != 32) ? (400, Error("ValidationException", "1 validation error detected"))
            : isDigest != (key.Spec == "ECDSA_SHA_256") ? (400, Error("ValidationException", "This fake takes digests for ECDSA and messages for Ed25519"))
            : (200, new JsonObject { ["Signature"] = Convert.ToBase64String(Tamper(key.Sign(message))), ["SigningAlgorithm"] = key.Spec });
    }

    private static JsonObject Error(string code, string message) => new() { ["__type"] = code, ["message"] = message };
}
