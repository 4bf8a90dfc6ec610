using Slipway.Signing;
using Slipway.Tuf;

namespace Slipway.Testing;

/// <summary>The private keys of every role of a simulated repository, as its people and jobs hold them.</summary>
public sealed class RepositoryKeys
{
    private readonly Dictionary<string, (Ed25519PrivateKey[] Keys, int Threshold)> _roles = new(StringComparer.Ordinal);

    /// <summary>The keys that a role lists now; a thief of one takes <c>keys["canary"][0]</c>.</summary>
    public Ed25519PrivateKey[] this[string role] => _roles[role].Keys;

    /// <summary>Gives a role new keys, or its first ones.</summary>
    public RoleKeys Make(string role, int count = 1, int threshold = 1) =>
        Set(role, [.. Enumerable.Range(0, count).Select(_ => Ed25519PrivateKey.Generate())], threshold);

    /// <summary>Gives a role these keys.</summary>
    public RoleKeys Set(string role, Ed25519PrivateKey[] keys, int threshold)
    {
        _roles[role] = (keys, threshold);
        return PublicHalf(role);
    }

    /// <summary>New keys in place of all keys of a role, as many as before.</summary>
    public RoleKeys Rotate(string role) => Make(role, _roles[role].Keys.Length, _roles[role].Threshold);

    /// <summary>What metadata says of the role.</summary>
    public RoleKeys PublicHalf(string role) => new(role, _roles[role].Keys.Select(key => key.PublicKey), _roles[role].Threshold);
}
