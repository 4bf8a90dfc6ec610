using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Signing;

/// <summary>A public key as TUF metadata states it (TUF §4.2.1).</summary>
/// <remarks>
/// Equal if they verify the same signatures, whatever ids metadata gives them and however it spells them: a threshold that counts
/// distinct keys so counts one key in two key objects once (ATTACKS A11). Immutable and thread-safe.
/// </remarks>
public abstract class VerificationKey : IEquatable<VerificationKey>
{
    private const string Public = "public";

    private readonly JsonObject _json;
    private readonly string _identity;

    /// <param name="keyType">The <c>keytype</c>.</param>
    /// <param name="scheme">The <c>scheme</c>.</param>
    /// <param name="json">The key object, which now belongs to the key.</param>
    /// <param name="identity">The scheme and the decoded key: the same for every spelling of one key, and for no other key.</param>
    private protected VerificationKey(string keyType, string scheme, JsonObject json, string identity)
    {
        KeyType = keyType;
        Scheme = scheme;
        _json = json;
        _identity = identity;
        Id = KeyId.Of(Sha256Digest.Of(CanonicalJson.Encode(json)));
    }

    /// <summary>The <c>keytype</c>, for example <c>ed25519</c>.</summary>
    public string KeyType { get; }

    /// <summary>The <c>scheme</c>, for example <c>ed25519</c>.</summary>
    public string Scheme { get; }

    /// <summary>The SHA-256 digest of the key object's canonical JSON. Two spellings of one key have two.</summary>
    public KeyId Id { get; }

    /// <summary>Reads a TUF key object.</summary>
    /// <remarks>
    /// A type or scheme that is not known gives an <see cref="UnknownKey"/>, and so does a key that is not one of its type: it
    /// verifies nothing, and metadata that lists it stays readable for the sake of the others.
    /// </remarks>
    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    public static VerificationKey FromJson(JsonFields key)
    {
        var keyType = key.Text("keytype");
        var scheme = key.Text("scheme");
        var value = key.Object("keyval");
        var json = key.Value.DeepClone().AsObject();
        return (keyType, scheme) switch
        {
            (Ed25519PublicKey.Name, Ed25519PublicKey.Name) => Ed25519PublicKey.FromHex(value.Text(Public), json),
            (EcdsaPublicKey.Type or EcdsaPublicKey.OlderType, EcdsaPublicKey.SchemeName) => EcdsaPublicKey.FromPem(value.Text(Public), keyType, json),
            (RsaPublicKey.Type, RsaPublicKey.SchemeName) => RsaPublicKey.FromPem(value.Text(Public), json),
            _ => (VerificationKey?)null,
        }
        ?? new UnknownKey(keyType, scheme, json);
    }

    /// <summary>Whether <paramref name="signature"/> was made over exactly these bytes with the private half of this key.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>A copy of the key object, as it was read.</summary>
    public JsonObject ToJson() => _json.DeepClone().AsObject();

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && _identity == other._identity;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_identity);

    /// <summary>The key id.</summary>
    public sealed override string ToString() => Id.ToString();
}
