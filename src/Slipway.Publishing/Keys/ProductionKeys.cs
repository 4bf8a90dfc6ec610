using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Where slipway.json says <c>production</c>, devices are told of nothing before every key in a file could survive the loss of its disk.</summary>
/// <remarks>Publishing runs where no private key is: public halves, the repository's keys and the record, all of them in the open, are enough.</remarks>
internal static class ProductionKeys
{
    /// <exception cref="InputException"><see cref="InputFailure.KeyNotBackedUp"/>, <see cref="InputFailure.BackupInvalid"/>.</exception>
    public static void Require(ReleasePolicy policy, RepositoryState state)
    {
        if (!policy.IsProduction)
        {
            return;
        }

        var restored = KeyBackupRecord.Load(policy.Folder).Restored;
        var missing = policy.Roles.Values.SelectMany(role => KeysInFiles(role, policy, state)).Where(key => !restored.Contains(key.Id)).Distinct().ToArray();
        if (missing.Length > 0)
        {
            throw new InputException(InputFailure.KeyNotBackedUp, $"{ReleasePolicy.FileName} says that this is production, and no backup that was restored once holds {string.Join(", ", missing.Select(key => $"{key.Name} ({key.Id})"))}.")
            {
                Hint = $"Run 'slipway keys backup FILE' where the keys are and 'slipway keys restore FILE --output FOLDER' once elsewhere, then commit {KeyBackupRecord.FileIn("")}.",
            };
        }
    }

    /// <summary>Where a public half is missing, whatever the repository trusts for the role may be the key in that file, unless another reference accounts for it.</summary>
    private static IEnumerable<(string Name, KeyId Id)> KeysInFiles(RolePolicy role, ReleasePolicy policy, RepositoryState state)
    {
        var keys = role.Keys.ToLookup(reference => reference.Kind == KeyReferenceKind.File);
        var inFiles = Read(keys[true]);
        var named = inFiles.Where(key => key.Key is not null).Select(key => (key.Reference.Value, key.Key!.Id));
        return inFiles.All(key => key.Key is not null)
            ? named
            : named.Concat(state.KeysOf(role.Role).Keys.Except(inFiles.Concat(Read(keys[false])).Select(key => key.Key).OfType<VerificationKey>()).Select(key => ($"a key of {role.Role}", key.Id)));

        (KeyReference Reference, VerificationKey? Key)[] Read(IEnumerable<KeyReference> references) =>
            [.. references.Select(reference => (reference, TryRead(reference, policy.Folder)))];
    }

    private static VerificationKey? TryRead(KeyReference reference, string folder)
    {
        try
        {
            return PublicHalf.Read(reference, folder);
        }
        catch (InputException)
        {
            // It is not here, or its passphrase is not.
            return null;
        }
    }
}
