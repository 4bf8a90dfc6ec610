using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Tuf;

/// <summary>A role's file as received: signatures beside a signed part that nobody has vouched for yet (TUF §4.2.1).</summary>
/// <remarks>Its fields are trusted only by <see cref="TrustedMetadata"/>, after <see cref="RoleKeys.Require"/>.</remarks>
public sealed class UnverifiedMetadata
{
    private readonly byte[] _signedBytes;

    private UnverifiedMetadata(string role, ReadOnlyMemory<byte> bytes, JsonFields signed, ImmutableArray<Signature> signatures)
    {
        Role = role;
        Bytes = bytes;
        Signed = signed;
        Signatures = signatures;
        _signedBytes = CanonicalJson.Encode(signed.Value);
    }

    /// <summary>The role that the file was asked for as.</summary>
    public string Role { get; }

    /// <summary>The file, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The canonical form of the signed part, which is what signatures are over.</summary>
    public ReadOnlySpan<byte> SignedBytes => _signedBytes;

    /// <summary>The signatures, each key id at most once.</summary>
    public ImmutableArray<Signature> Signatures { get; }

    internal JsonFields Signed { get; }

    /// <summary>What a root file says, whoever signed it: for showing it to those who are asked to sign.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public Root ReadUnverifiedRoot() => Read(Root.FromJson);

    /// <summary>What the file of a targets role says, whoever signed it: for showing it to those who are asked to sign.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public Targets ReadUnverifiedTargets() => Read(Targets.FromJson);

    /// <summary>What a snapshot's file says, whoever signed it: for those who have counted its signatures themselves.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>.</exception>
    public Snapshot ReadUnverifiedSnapshot() => Read(Snapshot.FromJson);

    /// <summary>The same signed part with one signature more; one under the same key id is replaced. The file's bytes are new.</summary>
    public UnverifiedMetadata With(Signature signature)
    {
        ImmutableArray<Signature> signatures = [.. Signatures.Where(other => other.KeyId != signature.KeyId), signature];
        var envelope = new JsonObject
        {
            ["signatures"] = new JsonArray([.. signatures.Select(ToJson)]),
            ["signed"] = Signed.Value.DeepClone(),
        };
        return Parse(Role, CanonicalJson.EncodeFile(envelope));
    }

    /// <summary>Reads the envelope of a role's file.</summary>
    /// <exception cref="TrustException"><see cref="TrustFailure.Malformed"/>: no strict JSON, no envelope, or a key id is repeated.</exception>
    public static UnverifiedMetadata Parse(string role, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var envelope = new JsonFields(StrictJson.ParseObject(bytes.Span));
            var signatures = envelope.Objects("signatures").Select(ReadSignature).ToImmutableArray();
            if (signatures.DistinctBy(signature => signature.KeyId).Count() != signatures.Length)
            {
                throw envelope.Refuse("signatures", "a list with a key id twice", "each key id once");
            }

            return new UnverifiedMetadata(role, bytes, envelope.Object("signed"), signatures);
        }
        catch (FormatException malformed)
        {
            throw Malformed(role, malformed);
        }
    }

    internal static TrustException Malformed(string role, FormatException malformed) =>
        new(TrustFailure.Malformed, role, $"The {role} metadata is malformed: {malformed.Message}.", malformed);

    private T Read<T>(Func<JsonFields, T> read)
    {
        try
        {
            return read(Signed);
        }
        catch (FormatException malformed)
        {
            throw Malformed(Role, malformed);
        }
    }

    private static JsonNode ToJson(Signature signature) => new JsonObject
    {
        ["keyid"] = signature.KeyId.ToString(),
        ["sig"] = Convert.ToHexStringLower(signature.Bytes.AsSpan()),
    };

    private static Signature ReadSignature(JsonFields json)
    {
        var keyId = KeyId.Parse(json.Text("keyid"));
        var text = json.Text("sig");

        // A signature in a form that we cannot read is a signature that does not fit. It must not
        // spoil the file: others may have added it for readers that can (python-tuf writes "" while unsigned).
        return new Signature(keyId, IsHex(text) ? [.. Convert.FromHexString(text)] : []);
    }

    private static bool IsHex(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
}
