using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Public halves of keys: <c>NAME.pub.pem</c> beside <c>NAME.pem</c>, in version control, also where somebody else holds the private one.</summary>
internal static class PublicHalf
{
    private const string Suffix = ".pub.pem";

    /// <summary>The file of the public half of the key in <paramref name="privateFile"/>.</summary>
    public static string FileOf(string privateFile) => Path.ChangeExtension(privateFile, null) + Suffix;

    /// <summary>The public half of the key that <paramref name="reference"/> names; the private one is opened only where there is no other way.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="baseFolder">What a relative path starts from.</param>
    /// <exception cref="InputException">Neither half is here, or it cannot be read.</exception>
    public static VerificationKey Read(KeyReference reference, string baseFolder)
    {
        if (reference.Kind == KeyReferenceKind.File && FileOf(Path.GetFullPath(reference.Value, baseFolder)) is var file && File.Exists(file))
        {
            return KeyFile.ReadPublic(KeyFileContent.Read(file).Content, file);
        }

        using var signer = KeyReferences.OpenSigner(reference, baseFolder);
        return signer.PublicKey;
    }
}
