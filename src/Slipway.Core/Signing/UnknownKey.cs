using System.Text;
using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Signing;

/// <summary>A key that cannot be used: of a type or scheme that this version does not know, or not one of its type. It is kept as it was read.</summary>
/// <remarks>
/// It verifies nothing. Metadata may list it beside keys that can be used, and those may meet the threshold without it.
/// Equal if the key objects are.
/// </remarks>
public sealed class UnknownKey : VerificationKey
{
    internal UnknownKey(string keyType, string scheme, JsonObject json)
        : base(keyType, scheme, json, $"unknown {Encoding.UTF8.GetString(CanonicalJson.Encode(json))}")
    {
    }

    /// <summary>Always <see langword="false"/>.</summary>
    public override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => false;
}
