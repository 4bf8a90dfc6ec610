using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Slipway.Publishing.Keys.Audit;
using Slipway.Publishing.Keys.Commands;
using Slipway.Publishing.Keys.Services;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Turns key references into keys that sign, until they are disposed.</summary>
public static class KeyReferences
{
    /// <summary>Opens the private key that <paramref name="reference"/> names: into memory, or as a way to a provider that keeps it.</summary>
    /// <param name="reference">The reference. A variable holds PEM, or a seed in base64 or hex.</param>
    /// <param name="baseFolder">What relative paths start from, and where a command runs: the folder of slipway.json.</param>
    /// <param name="warn">Is told of a key file that other users of the machine can read, which is used all the same: a mounted secret often is like that. And of a command that is being waited for.</param>
    /// <param name="audit">Is told of every signature, or null.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyNotFound"/>, <see cref="InputFailure.CredentialsMissing"/>: <see cref="IsElsewhere"/>. <see cref="InputFailure.FileNotAccessible"/>,
    /// <see cref="InputFailure.KeyMalformed"/>, <see cref="InputFailure.KeyNotPrivate"/>, <see cref="InputFailure.PassphraseWrong"/>, <see cref="InputFailure.LibraryMissing"/>,
    /// <see cref="InputFailure.KeyServiceRefused"/>, <see cref="InputFailure.KeyServiceUnavailable"/>.
    /// </exception>
    public static SigningKey OpenSigner(KeyReference reference, string baseFolder, Action<string>? warn = null, SigningAudit? audit = null) =>
        OpenSigner(reference, baseFolder, warn, Environment.GetEnvironmentVariable, audit);

    internal static SigningKey OpenSigner(KeyReference reference, string baseFolder, Action<string>? warn, Func<string, string?> environment, SigningAudit? audit = null)
    {
        var folder = Path.GetFullPath(baseFolder);
        ISigner signer = reference.Kind switch
        {
            KeyReferenceKind.File => OpenFile(Path.GetFullPath(reference.Value, folder), warn, environment),
            KeyReferenceKind.Environment => OpenVariable(reference.Value, environment),
            KeyReferenceKind.KeyManagementService => KmsSigner.Open(reference.Value),
            _ => CommandSigner.Open(reference, folder, warn, CommandPatience.Default),
        };
        return new SigningKey(signer, reference.Provider, audit);
    }

    /// <summary>Whether a key could not be opened because it is not here, or not for whoever asks: somebody else may hold it, and the threshold decides whether that matters.</summary>
    internal static bool IsElsewhere(InputException refusal) => refusal.Failure is InputFailure.KeyNotFound or InputFailure.CredentialsMissing;

    /// <summary>Opens the key of a <c>file:</c> reference, as <see cref="OpenSigner(KeyReference, string, Action{string}, SigningAudit)"/> does.</summary>
    internal static Ed25519PrivateKey OpenFileSigner(KeyReference reference, string baseFolder) =>
        OpenFile(Path.GetFullPath(reference.Value, Path.GetFullPath(baseFolder)), warn: null, Environment.GetEnvironmentVariable);

    private static Ed25519PrivateKey OpenFile(string path, Action<string>? warn, Func<string, string?> environment)
    {
        var (content, mode) = KeyFileContent.Read(path);
        try
        {
            var key = KeyFile.ReadPrivate(content, path, () => KeyPassphrase.Read(environment));
            if (mode is { } permissions && (permissions & KeyFileContent.ReadableByOthers) != 0)
            {
                warn?.Invoke($"{path} can be read by other users of this machine: 'chmod 600 {path}'.");
            }

            return key;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static Ed25519PrivateKey OpenVariable(string name, Func<string, string?> environment)
    {
        if (environment(name) is not { Length: > 0 } value)
        {
            throw new InputException(InputFailure.KeyNotFound, $"The environment variable {name} is not set or empty: expected a private key.")
            {
                Hint = "CI systems hand out secrets to trusted branches only, and under the name that the job maps them to.",
            };
        }

        var content = Decode(value.Trim());
        try
        {
            return KeyFile.ReadPrivate(content, $"The environment variable {name}", () => KeyPassphrase.Read(environment));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Hex or base64 of a seed, base64 of a PEM file, or the text as it is, which is PEM or will be explained.</summary>
    private static byte[] Decode(string value)
    {
        if (value.Length == 64 && value.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(value);
        }

        return Base64.IsValid(value) ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value);
    }
}
