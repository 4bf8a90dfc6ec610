using System.Collections.Immutable;

namespace Slipway.Signing;

/// <summary>A signature, and the key id under which it was made.</summary>
/// <param name="KeyId">Says which key to try; proves nothing.</param>
/// <param name="Bytes">What the signer returned: 64 bytes for Ed25519.</param>
public sealed record Signature(KeyId KeyId, ImmutableArray<byte> Bytes)
{
    /// <summary>Compares the bytes, not the array that holds them.</summary>
    public bool Equals(Signature? other) =>
        other is not null && KeyId == other.KeyId && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(KeyId);
        hash.AddBytes(Bytes.AsSpan());
        return hash.ToHashCode();
    }
}
