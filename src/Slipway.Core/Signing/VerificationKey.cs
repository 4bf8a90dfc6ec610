using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Signing;

/// <summary>A public key as TUF metadata states it (TUF §4.2.1).</summary>
/// <remarks>
/// Equal if their key objects are, whatever key ids metadata gives them: a threshold that counts distinct keys
/// so counts one key under two ids once (ATTACKS A11). Immutable and thread-safe.
/// </remarks>
public abstract class VerificationKey : IEquatable<VerificationKey>
{
    private readonly JsonObject _json;

    private protected VerificationKey(string keyType, string scheme, JsonObject json)
    {
        KeyType = keyType;
        Scheme = scheme;
        _json = json;
        Id = KeyId.Of(Sha256Digest.Of(CanonicalJson.Encode(json)));
    }

    /// <summary>The <c>keytype</c>, for example <c>ed25519</c>.</summary>
    public string KeyType { get; }

    /// <summary>The <c>scheme</c>, for example <c>ed25519</c>.</summary>
    public string Scheme { get; }

    /// <summary>The SHA-256 digest of the key object's canonical JSON.</summary>
    public KeyId Id { get; }

    /// <summary>Reads a TUF key object. A type or scheme that is not known gives an <see cref="UnknownKey"/>.</summary>
    /// <exception cref="FormatException">A field is missing or of another kind, or an Ed25519 key is not one.</exception>
    public static VerificationKey FromJson(JsonFields key)
    {
        var keyType = key.Text("keytype");
        var scheme = key.Text("scheme");
        var value = key.Object("keyval");
        return keyType == Ed25519PublicKey.Name && scheme == Ed25519PublicKey.Name
            ? Ed25519PublicKey.FromHex(value)
            : new UnknownKey(keyType, scheme, key.Value.DeepClone().AsObject());
    }

    /// <summary>Whether <paramref name="signature"/> was made over exactly these bytes with the private half of this key.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>A copy of the key object.</summary>
    public JsonObject ToJson() => _json.DeepClone().AsObject();

    /// <inheritdoc/>
    public bool Equals(VerificationKey? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as VerificationKey);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => Id.GetHashCode();

    /// <summary>The key id.</summary>
    public sealed override string ToString() => Id.ToString();
}
