using Slipway.Publishing.Keys.Commands;
using Slipway.Publishing.Policy;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Public halves of keys: <c>NAME.pub.pem</c> beside <c>NAME.pem</c>, in version control, also where somebody else holds the private one.</summary>
public static class PublicHalf
{
    internal const string Suffix = ".pub.pem";
    private const string PrivateSuffix = ".pem";

    /// <summary>The PEM of a key, with a line feed at its end.</summary>
    public static string PemOf(VerificationKey key) => key is Ed25519PublicKey ed25519
        ? ed25519.ToPem()
        : $"{key.ToJson()["keyval"]?["public"]?.GetValue<string>().TrimEnd()}\n";

    /// <summary>The file of the public half of the key in <paramref name="privateFile"/>.</summary>
    internal static string FileOf(string privateFile) => Path.ChangeExtension(privateFile, null) + Suffix;

    /// <summary>The file of the private half, where <paramref name="file"/> is a public one; else the file itself.</summary>
    public static string PrivateFileOf(string file) =>
        file.EndsWith(Suffix, StringComparison.Ordinal) ? file[..^Suffix.Length] + PrivateSuffix : file;

    /// <summary>The public half of the key that <paramref name="reference"/> names; the private one is opened only where there is no other way.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="baseFolder">What a relative path starts from.</param>
    /// <exception cref="InputException">Neither half is here, or it cannot be read.</exception>
    internal static VerificationKey Read(KeyReference reference, string baseFolder)
    {
        if (reference.Kind == KeyReferenceKind.Command)
        {
            return ReadFile(Path.GetFullPath(SigningCommand.Of(reference).PublicFile, baseFolder));
        }

        if (reference.Kind == KeyReferenceKind.File && FileOf(Path.GetFullPath(reference.Value, baseFolder)) is var file && File.Exists(file))
        {
            return ReadFile(file);
        }

        using var signer = KeyReferences.OpenSigner(reference, baseFolder);
        return signer.PublicKey;
    }

    /// <summary>Every public half in a folder that the policy's key files lie in, with the file of its private half. What is no key is passed over.</summary>
    internal static IEnumerable<(VerificationKey Key, string PrivateFile)> InFoldersOf(ReleasePolicy policy)
    {
        var folders = policy.Roles.Values.SelectMany(role => role.Keys)
            .Where(reference => reference.Kind == KeyReferenceKind.File)
            .Select(reference => Path.GetDirectoryName(Path.GetFullPath(reference.Value, policy.Folder))!)
            .Distinct(StringComparer.Ordinal)
            .Where(Directory.Exists);
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Suffix)).Order(StringComparer.Ordinal))
        {
            if (TryReadFile(file) is { } key)
            {
                yield return (key, PrivateFileOf(file));
            }
        }
    }

    private static VerificationKey? TryReadFile(string file)
    {
        try
        {
            return ReadFile(file);
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static VerificationKey ReadFile(string file) => KeyFile.ReadPublic(KeyFileContent.Read(file).Content, file);
}
