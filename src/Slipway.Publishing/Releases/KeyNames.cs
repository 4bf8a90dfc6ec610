using Slipway.Publishing.Keys;
using Slipway.Publishing.Policy;
using Slipway.Signing;

namespace Slipway.Publishing.Releases;

/// <summary>What people call keys: the names of their files, by the public halves that are here. No private key in a file is opened for it.</summary>
internal sealed class KeyNames
{
    private readonly Dictionary<VerificationKey, string> _names = [];

    public KeyNames(ReleasePolicy policy)
    {
        foreach (var (key, file) in PublicHalf.InFoldersOf(policy))
        {
            _names.TryAdd(key, Path.GetFileNameWithoutExtension(file));
        }

        foreach (var reference in policy.Roles.Values.SelectMany(role => role.Keys).Where(reference => reference.Kind == KeyReferenceKind.Environment).Distinct())
        {
            AddVariable(reference, policy.Folder);
        }
    }

    /// <summary>Who a key is.</summary>
    public RoleSigner Of(VerificationKey key) => new(key.Id, _names.GetValueOrDefault(key));

    private void AddVariable(KeyReference reference, string folder)
    {
        try
        {
            _names.TryAdd(PublicHalf.Read(reference, folder), reference.ToString());
        }
        catch (InputException)
        {
            // Without the variable nobody knows here which key it is.
        }
    }
}
