using System.Collections.Immutable;
using Slipway.Json;
using Slipway.Signing;

namespace Slipway.Tuf;

/// <summary>A role's file as received: signatures beside a signed part that nobody has vouched for yet (TUF §4.2.1).</summary>
/// <remarks>Its fields become a <see cref="Metadata"/> only in <see cref="TrustedMetadata"/>, after <see cref="RoleKeys.Require"/>.</remarks>
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
