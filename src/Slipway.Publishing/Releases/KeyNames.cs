using Slipway.Publishing.Keys;
using Slipway.Publishing.Keys.Commands;
using Slipway.Publishing.Policy;
using Slipway.Signing;

namespace Slipway.Publishing.Releases;

/// <summary>What people call keys: the names of their files, by the public halves that are here. No key in a file, a service or behind a command is opened for it.</summary>
internal sealed class KeyNames
{
    private readonly Dictionary<VerificationKey, string> _names = [];

    public KeyNames(ReleasePolicy policy)
    {
        foreach (var (key, file) in PublicHalf.InFoldersOf(policy))
        {
            _names.TryAdd(key, Path.GetFileNameWithoutExtension(file));
        }

        foreach (var reference in policy.Roles.Values.SelectMany(role => role.Keys).Where(reference => reference.Kind is KeyReferenceKind.Environment or KeyReferenceKind.Command).Distinct())
        {
            Add(reference, policy.Folder);
        }
    }

    /// <summary>Who a key is.</summary>
    public RoleSigner Of(VerificationKey key) => new(key.Id, _names.GetValueOrDefault(key));

    private void Add(KeyReference reference, string folder)
    {
        try
        {
            var name = reference.Kind == KeyReferenceKind.Command ? Path.GetFileNameWithoutExtension(PublicHalf.PrivateFileOf(SigningCommand.Of(reference).PublicFile)) : reference.ToString();
            _names.TryAdd(PublicHalf.Read(reference, folder), name);
        }
        catch (InputException)
        {
            // Without the variable or the public half nobody knows here which key it is.
        }
    }
}
