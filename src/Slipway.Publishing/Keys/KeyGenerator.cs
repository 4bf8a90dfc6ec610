using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Slipway.Signing;
using Slipway.Storage;

namespace Slipway.Publishing.Keys;

/// <summary>Makes key pairs (A01).</summary>
public static class KeyGenerator
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Writes <c>NAME.pem</c>, with a passphrase encrypted, and <c>NAME.pub.pem</c>. Existing files are never overwritten.</summary>
    /// <param name="folder">Is made if it is not there.</param>
    /// <param name="name">Letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, for example <c>builder</c>.</param>
    /// <param name="passphrase">Null or empty: the key is written unencrypted. It is zeroed after use.</param>
    /// <param name="cancellation">Neither file is left behind.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyExists"/>, <see cref="InputFailure.NameInvalid"/>, <see cref="InputFailure.DiskFull"/>,
    /// <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.LibraryMissing"/>: neither file was written.
    /// </exception>
    public static async Task<KeyPairFiles> WritePairAsync(string folder, string name, byte[]? passphrase, CancellationToken cancellation)
    {
        RequireName(name);
        var path = Path.GetFullPath(Path.Combine(folder, name));
        RequireAbsent(path + ".pem");
        RequireAbsent(path + ".pub.pem");
        using var key = Ed25519PrivateKey.Generate();
        var pem = KeyFile.WritePrivatePem(key, passphrase);
        try
        {
            Directory.CreateDirectory(folder);
            await CreateAsync(path + ".pem", pem, OwnerOnly, cancellation);
            await CreatePublicAsync(path + ".pub.pem", path + ".pem", key.PublicKey, cancellation);
            return new KeyPairFiles(path + ".pem", path + ".pub.pem", key.PublicKey);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(folder, failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            CryptographicOperations.ZeroMemory(passphrase);
        }
    }

    /// <summary>Writes a key that was restored, and its public half where that is missing, too.</summary>
    /// <returns>Whether the private half was written; <see langword="false"/>: there is a file, which was left alone.</returns>
    /// <exception cref="InputException"><see cref="InputFailure.DiskFull"/>, <see cref="InputFailure.FileNotAccessible"/>.</exception>
    internal static async Task<bool> TryWriteAsync(string privateFile, Ed25519PrivateKey key, byte[]? passphrase, CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(privateFile)!;
        var pem = KeyFile.WritePrivatePem(key, passphrase);
        try
        {
            Directory.CreateDirectory(folder);
            var isWritten = await AtomicFile.TryCreateAsync(privateFile, pem, OwnerOnly, cancellation);
            await AtomicFile.TryCreateAsync(PublicHalf.FileOf(privateFile), Encoding.ASCII.GetBytes(key.PublicKey.ToPem()), Everybody, cancellation);
            return isWritten;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(folder, failure);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
        }
    }

    private static async Task CreatePublicAsync(string path, string privateFile, Ed25519PublicKey key, CancellationToken cancellation)
    {
        try
        {
            await CreateAsync(path, Encoding.ASCII.GetBytes(key.ToPem()), Everybody, cancellation);
        }
        catch
        {
            // Half a pair is no pair, and the half just made has signed nothing.
            File.Delete(privateFile);
            throw;
        }
    }

    private static async Task CreateAsync(string path, ReadOnlyMemory<byte> bytes, UnixFileMode mode, CancellationToken cancellation)
    {
        if (!await AtomicFile.TryCreateAsync(path, bytes, mode, cancellation))
        {
            throw Exists(path);
        }
    }

    private static void RequireName(string name)
    {
        if (string.IsNullOrEmpty(name) || name.AsSpan().ContainsAnyExcept(NameCharacters) || name[0] is '.' or '-')
        {
            throw new InputException(
                InputFailure.NameInvalid,
                $"'{name}' is not a name for a key: expected letters, digits, '.', '_' and '-', and a letter, digit or '_' first.");
        }
    }

    private static void RequireAbsent(string path)
    {
        if (File.Exists(path) || Directory.Exists(path))
        {
            throw Exists(path);
        }
    }

    private static InputException Exists(string path) =>
        new(InputFailure.KeyExists, $"{path} exists already: a key is never overwritten.")
        {
            Hint = "Choose another name, or move the old key away once nothing trusts it any more.",
        };

    private static InputException NotWritten(string folder, Exception failure) =>
        failure is IOException full && Durable.IsDiskFull(full)
            ? new InputException(InputFailure.DiskFull, $"The disk of {folder} is full: no key was written.", failure)
            : new InputException(InputFailure.FileNotAccessible, $"No key can be written to {folder}: {failure.Message}", failure);
}
