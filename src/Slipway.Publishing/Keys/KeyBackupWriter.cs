using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Slipway.Publishing.Policy;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Keys;

/// <summary>Writes the private keys at hand into one encrypted file, and the record of it.</summary>
public sealed class KeyBackupWriter(ReleasePolicy policy, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes every <c>file:</c> key of slipway.json that is on this machine.</summary>
    /// <param name="file">The backup. An existing file is never overwritten.</param>
    /// <param name="passphrase">Encrypts each key. It is zeroed after use.</param>
    /// <param name="cancellation">Nothing is left behind.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyNotFound"/>: there is no key here. <see cref="InputFailure.KeyExists"/>: the file exists. A key cannot be read.
    /// </exception>
    public async Task<KeyBackup> WriteAsync(string file, byte[] passphrase, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        try
        {
            var record = KeyBackupRecord.Load(policy.Folder);
            var (entries, notHere) = Encrypt(passphrase);
            var backup = new KeyBackupFile(DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()), entries);
            var bytes = backup.ToBytes();
            var entry = new KeyBackupEntry(Sha256Digest.Of(bytes), [.. entries.Select(entry => entry.Key.Id)], backup.Made, RestoredAt: null);
            await WriteAsync(path, bytes, record.With(entry), cancellation);
            return new KeyBackup(path, entry.Digest, [.. entries.Select(entry => entry.Key)], notHere, KeyBackupRecord.FileIn(policy.Folder));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }

    private async Task WriteAsync(string path, byte[] bytes, KeyBackupRecord record, CancellationToken cancellation)
    {
        if (!await AtomicFile.TryCreateAsync(path, bytes, OwnerOnly, cancellation))
        {
            throw new InputException(InputFailure.KeyExists, $"{path} exists already: a backup is never overwritten.")
            {
                Hint = "Choose another name, for example with the date in it.",
            };
        }

        try
        {
            await record.SaveAsync(policy.Folder, cancellation);
        }
        catch
        {
            // A backup that nobody knows of is one that nobody keeps safe.
            File.Delete(path);
            throw;
        }
    }

    private (ImmutableArray<(BackedUpKey Key, string Pem)> Entries, ImmutableArray<string> NotHere) Encrypt(byte[] passphrase)
    {
        var entries = ImmutableArray.CreateBuilder<(BackedUpKey Key, string Pem)>();
        var notHere = ImmutableArray.CreateBuilder<string>();
        foreach (var (reference, roles) in KeyFiles.Of(policy))
        {
            if (!File.Exists(Path.GetFullPath(reference.Value, policy.Folder)))
            {
                notHere.Add(reference.Value);
                continue;
            }

            using var key = KeyReferences.OpenFileSigner(reference, policy.Folder);
            entries.Add((new BackedUpKey(reference.Value, key.PublicKey.Id, roles), Encoding.ASCII.GetString(KeyFile.WritePrivatePem(key, passphrase))));
        }

        return entries.Count > 0 ? (entries.DrainToImmutable(), notHere.DrainToImmutable()) : throw new InputException(InputFailure.KeyNotFound, $"No private key that {ReleasePolicy.FileName} names as a file is on this machine: expected at least one.")
        {
            Hint = "Make the backup where the keys are. Keys in variables and services are backed up by whoever keeps them.",
        };
    }
}
