using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Turns key references into signers. The key is in memory from then on, until the signer is disposed.</summary>
public static class KeyReferences
{
    /// <summary>Opens the private key that <paramref name="reference"/> names.</summary>
    /// <param name="reference">A <c>file:</c> or <c>env:</c> reference. A variable holds PEM, or a seed in base64 or hex.</param>
    /// <param name="baseFolder">What a relative <c>file:</c> path starts from: the folder of slipway.json.</param>
    /// <param name="warn">Is told of a key file that other users of the machine can read. Such a key is used all the same: a mounted secret often is like that.</param>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyReferenceInvalid"/>: a kind that this version cannot use. <see cref="InputFailure.KeyNotFound"/>,
    /// <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.KeyMalformed"/>, <see cref="InputFailure.KeyNotPrivate"/>,
    /// <see cref="InputFailure.PassphraseWrong"/>, <see cref="InputFailure.LibraryMissing"/>.
    /// </exception>
    public static ISigner OpenSigner(KeyReference reference, string baseFolder, Action<string>? warn = null) =>
        OpenSigner(reference, baseFolder, warn, Environment.GetEnvironmentVariable);

    internal static ISigner OpenSigner(KeyReference reference, string baseFolder, Action<string>? warn, Func<string, string?> environment) =>
        reference.Kind switch
        {
            KeyReferenceKind.File => OpenFile(Path.GetFullPath(reference.Value, Path.GetFullPath(baseFolder)), warn, environment),
            KeyReferenceKind.Environment => OpenVariable(reference.Value, environment),
            _ => throw new InputException(InputFailure.KeyReferenceInvalid, $"{reference} is of a kind that this version cannot use: expected file:PATH or env:NAME.")
            {
                Hint = "Let the build's secret store put the key into a variable, and name it: env:NAME.",
            },
        };

    /// <summary>Opens the key of a <c>file:</c> reference, as <see cref="OpenSigner(KeyReference, string, Action{string})"/> does.</summary>
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
