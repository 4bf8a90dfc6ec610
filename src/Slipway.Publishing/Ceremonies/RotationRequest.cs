using Slipway.Publishing.Keys;

namespace Slipway.Publishing.Ceremonies;

/// <summary>By which key a role's key is replaced.</summary>
public sealed record RotationRequest
{
    /// <summary>The new key, or null: the one that was announced for the role, else a new pair beside the old one.</summary>
    public KeyReference? Key { get; init; }

    /// <summary>The id or reference of the key that goes, or null where the role has one only.</summary>
    public string? Old { get; init; }

    /// <summary>Whether another key than the announced one may be taken.</summary>
    public bool IsUnannounced { get; init; }

    /// <summary>Reads the passphrase that a new private key is encrypted with; null or returning null: it is not.</summary>
    public Func<byte[]?>? Passphrase { get; init; }
}
