using System.Text.Json.Nodes;

namespace Slipway.Signing;

/// <summary>A key of a type or scheme that this version does not know. It verifies nothing and is kept as it was read.</summary>
/// <remarks>Newer metadata may list it beside keys that are known, and those may meet the threshold without it.</remarks>
public sealed class UnknownKey : VerificationKey
{
    internal UnknownKey(string keyType, string scheme, JsonObject json)
        : base(keyType, scheme, json)
    {
    }

    /// <summary>Always <see langword="false"/>.</summary>
    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => false;
}
