using System.Text.Json.Nodes;
using Slipway.Signing;

namespace Slipway.Publishing.Keys.Audit;

/// <summary>One signature, as the audit tells of it.</summary>
/// <param name="Time">When it was made. Whole seconds.</param>
/// <param name="Purpose">What for.</param>
/// <param name="KeyId">The key.</param>
/// <param name="Digest">The SHA-256 digest of the bytes that were signed.</param>
/// <param name="Provider">What held the key: <c>file</c>, <c>env</c>, <c>kms</c> or <c>exec</c>.</param>
public sealed record SignatureEntry(DateTimeOffset Time, SigningPurpose Purpose, KeyId KeyId, Sha256Digest Digest, string Provider)
{
    /// <summary>The line of the audit file.</summary>
    public JsonObject ToJson() => new()
    {
        ["time"] = Time.ToUnixTimeSeconds(),
        ["kind"] = Purpose.Kind,
        ["role"] = Purpose.Role,
        ["version"] = Purpose.Version,
        ["keyid"] = KeyId.ToString(),
        ["sha256"] = Digest.ToString(),
        ["provider"] = Provider,
    };

    /// <summary>The same for people.</summary>
    public override string ToString() => $"signed {Purpose.Kind} {Purpose.Role} {Purpose.Version} sha256:{Digest} by {KeyId} ({Provider})";
}
