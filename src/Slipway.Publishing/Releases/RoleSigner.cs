using Slipway.Signing;

namespace Slipway.Publishing.Releases;

/// <summary>A key that signed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What slipway.json's folder calls it, or null where its public half is not there.</param>
public sealed record RoleSigner(KeyId Id, string? Name)
{
    private const int ShortId = 8;

    /// <summary>The name, else the beginning of the id.</summary>
    public override string ToString() => Name ?? (Id.ToString() is { Length: > ShortId } id ? id[..ShortId] : Id.ToString());
}
