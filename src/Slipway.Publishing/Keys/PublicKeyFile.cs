using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>Reads the public keys with which releases are verified.</summary>
public static class PublicKeyFile
{
    private const string Scheme = "file:";

    /// <summary>Reads a public key in PEM. <c>file:PATH</c> means the same as <c>PATH</c>, since keys that sign are written so.</summary>
    /// <remarks>A private key is refused, though its public half could be had from it: it has no business where releases are verified (B06).</remarks>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.KeyNotFound"/>, <see cref="InputFailure.FileNotAccessible"/>, <see cref="InputFailure.KeyMalformed"/>,
    /// <see cref="InputFailure.KeyReferenceInvalid"/>: a reference that names no file.
    /// </exception>
    public static Task<VerificationKey> ReadAsync(string path, CancellationToken cancellation) =>
        Task.Run(() => Read(path), cancellation);

    private static VerificationKey Read(string path)
    {
        var file = path.StartsWith(Scheme, StringComparison.Ordinal) ? path[Scheme.Length..] : path;
        if (file.Length == 0 || (KeyReference.TryParse(file, out var reference) && reference.Kind != KeyReferenceKind.File))
        {
            throw new InputException(InputFailure.KeyReferenceInvalid, $"'{path}' names no file: expected the path of a public key.")
            {
                Hint = "A public key is no secret: keep it in the repository, for example as keys/builder.pub.pem.",
            };
        }

        var (content, _) = KeyFileContent.Read(Path.GetFullPath(file));
        try
        {
            return KeyFile.ReadPublic(content, file);
        }
        finally
        {
            // It may have been a private one.
            content.AsSpan().Clear();
        }
    }
}
