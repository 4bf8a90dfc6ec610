using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Repository;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Takes keys out of a backup and proves them: each must be the key that its id says, and sign for the repository.</summary>
public sealed class KeyRestorer(ReleaseRepository repository)
{
    private readonly ReleasePolicy _policy = repository.Policy;

    /// <summary>Writes the keys that are missing; a file that holds another key is never overwritten. The repository may be out of reach: then nothing is proved.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="folder">Where the keys go, or null for the places that slipway.json names.</param>
    /// <param name="passphrase">The backup's. It is zeroed after use.</param>
    /// <param name="keyPassphrase">Encrypts the files that are written, or null for none. It is zeroed after use.</param>
    /// <param name="cancellation">Stops it before the next key.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.BackupInvalid"/>, <see cref="InputFailure.PassphraseWrong"/>, <see cref="InputFailure.FileNotFound"/>,
    /// <see cref="InputFailure.KeyExists"/>: another key is in the place of one. Nothing was written.
    /// </exception>
    public async Task<KeyRestoration> RestoreAsync(string file, string? folder, byte[] passphrase, byte[]? keyPassphrase, CancellationToken cancellation)
    {
        var keys = new List<(BackedUpKey Named, string File, Ed25519PrivateKey Key)>();
        try
        {
            var bytes = Read(file);
            var backup = Parse(file, bytes);
            keys.AddRange(backup.Entries.Select(entry => (entry.Key, PlaceOf(entry.Key, backup, folder), Open(entry.Key, entry.Pem, passphrase))));
            RequireFree(keys);
            var (trusted, doubt) = await ReadTrustedAsync(cancellation);
            var restored = ImmutableArray.CreateBuilder<RestoredKey>();
            foreach (var (named, place, key) in keys)
            {
                restored.Add(new RestoredKey(named, place, await KeyGenerator.TryWriteAsync(place, key, keyPassphrase, cancellation), Proves(key, trusted)));
            }

            doubt ??= restored.FirstOrDefault(key => !key.IsProved) is { } stranger ? $"the repository trusts {stranger.Key.File} ({stranger.Key.Id}) for no role" : null;
            await RecordAsync(backup, Sha256Digest.Of(bytes), isProved: doubt is null, cancellation);
            return new KeyRestoration(restored.DrainToImmutable(), doubt, KeyBackupRecord.FileIn(_policy.Folder));
        }
        finally
        {
            keys.ForEach(key => key.Key.Dispose());
            CryptographicOperations.ZeroMemory(passphrase);
            CryptographicOperations.ZeroMemory(keyPassphrase);
        }
    }

    private static byte[] Read(string file)
    {
        if (!File.Exists(file))
        {
            throw new InputException(InputFailure.FileNotFound, $"The backup {Path.GetFullPath(file)} does not exist.");
        }

        return new FileInfo(file).Length <= KeyBackupFile.MaxLength
            ? File.ReadAllBytes(file)
            : throw Invalid(file, $"it has more than {KeyBackupFile.MaxLength} bytes");
    }

    private static KeyBackupFile Parse(string file, byte[] bytes)
    {
        try
        {
            return KeyBackupFile.Parse(bytes);
        }
        catch (FormatException malformed)
        {
            throw Invalid(file, malformed.Message);
        }
    }

    private static Ed25519PrivateKey Open(BackedUpKey named, string pem, byte[] passphrase)
    {
        Ed25519PrivateKey key;
        try
        {
            key = KeyFile.ReadPrivate(Encoding.ASCII.GetBytes(pem), named.File, () => [.. passphrase]);
        }
        catch (InputException wrong) when (wrong.Failure == InputFailure.PassphraseWrong)
        {
            throw new InputException(InputFailure.PassphraseWrong, $"The key {named.File} in the backup cannot be decrypted with the passphrase that was given.", wrong)
            {
                Hint = $"{KeyPassphrase.BackupFileVariable} names a file with another passphrase than the one that the backup was made with.",
            };
        }

        if (key.PublicKey.Id == named.Id)
        {
            return key;
        }

        key.Dispose();
        throw new InputException(InputFailure.BackupInvalid, $"The backup says that {named.File} is the key {named.Id}, but it is {key.PublicKey.Id}.")
        {
            Hint = "The backup was changed, or put together by hand. Take another copy of it.",
        };
    }

    /// <summary>The backup's lines are not protected: without a folder, a key goes only where slipway.json wants one.</summary>
    private string PlaceOf(BackedUpKey named, KeyBackupFile backup, string? folder)
    {
        if (folder is not null)
        {
            // Keys of two folders may share a name: their ids tell them apart.
            var name = Path.GetFileName(named.File);
            var isOnly = backup.Entries.Count(entry => string.Equals(Path.GetFileName(entry.Key.File), name, StringComparison.OrdinalIgnoreCase)) == 1;
            return Path.Combine(Path.GetFullPath(folder), isOnly ? name : $"{Path.GetFileNameWithoutExtension(name)}-{named.Id.ToString()[..16]}{Path.GetExtension(name)}");
        }

        return KeyFiles.Of(_policy).Any(file => file.Reference.Value == named.File)
            ? Path.GetFullPath(named.File, _policy.Folder)
            : throw new InputException(InputFailure.OptionInvalid, $"{named.File} is in the backup, but {ReleasePolicy.FileName} does not name it: expected a folder to write it to.")
            {
                Hint = "Give one: slipway keys restore BACKUP --output FOLDER.",
            };
    }

    private static void RequireFree(List<(BackedUpKey Named, string File, Ed25519PrivateKey Key)> keys)
    {
        foreach (var place in keys.GroupBy(key => key.File, StringComparer.Ordinal))
        {
            var expected = place.First().Key.PublicKey;
            if (place.Any(key => !key.Key.PublicKey.Equals(expected)) || KeysAt(place.Key).Any(present => !present.Equals(expected)))
            {
                throw new InputException(InputFailure.KeyExists, $"{place.Key} exists already with another key than {expected.Id}: it is never overwritten. Nothing was restored.")
                {
                    Hint = "Name another folder with --output.",
                };
            }
        }
    }

    /// <summary>The keys of the private and the public file that are there.</summary>
    private static IEnumerable<VerificationKey> KeysAt(string privateFile)
    {
        if (File.Exists(privateFile))
        {
            using var key = KeyReferences.OpenFileSigner(KeyReference.Parse($"file:{privateFile}"), "/");
            yield return key.PublicKey;
        }

        if (File.Exists(PublicHalf.FileOf(privateFile)))
        {
            yield return KeyFile.ReadPublic(KeyFileContent.Read(PublicHalf.FileOf(privateFile)).Content, PublicHalf.FileOf(privateFile));
        }
    }

    /// <summary>The keys that the repository trusts. A store that is lost must not keep anybody from restoring.</summary>
    private async Task<(ImmutableArray<VerificationKey> Keys, string? Doubt)> ReadTrustedAsync(CancellationToken cancellation)
    {
        try
        {
            var state = await repository.ReadAsync(cancellation);
            return ([.. state.Root.Roles.Values.Concat(state.Roles.Values.SelectMany(role => role.Delegations).Select(delegation => delegation.Keys)).SelectMany(role => role.Keys).Distinct()], null);
        }
        catch (Exception unreadable) when (unreadable is StoreException or TrustException or InputException { Failure: InputFailure.FileNotFound })
        {
            return ([], $"the repository cannot be read: {unreadable.Message.TrimEnd('.')}");
        }
    }

    private static bool Proves(Ed25519PrivateKey key, ImmutableArray<VerificationKey> trusted)
    {
        var challenge = RandomNumberGenerator.GetBytes(32);
        return trusted.FirstOrDefault(known => known.Equals(key.PublicKey))?.Verify(challenge, key.Sign(challenge)) == true;
    }

    private async Task RecordAsync(KeyBackupFile backup, Sha256Digest digest, bool isProved, CancellationToken cancellation)
    {
        if (isProved)
        {
            var entry = new KeyBackupEntry(digest, [.. backup.Entries.Select(entry => entry.Key.Id)], backup.Made, repository.Now);
            await KeyBackupRecord.Load(_policy.Folder).With(entry).SaveAsync(_policy.Folder, cancellation);
        }
    }

    private static InputException Invalid(string file, string found) =>
        new(InputFailure.BackupInvalid, $"{Path.GetFullPath(file)} is no backup of keys: {found}.")
        {
            Hint = "Take another copy of it. 'slipway keys backup FILE' makes backups.",
        };
}
