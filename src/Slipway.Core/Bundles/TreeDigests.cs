namespace Slipway.Bundles;

/// <summary>Hashes the files of a payload source in parallel.</summary>
internal static class TreeDigests
{
    /// <exception cref="InputException"><see cref="InputFailure.FileChanged"/> or <see cref="InputFailure.FileNotAccessible"/>.</exception>
    public static async Task<IReadOnlyList<Sha256Digest>> OfAsync(PayloadSource source, CancellationToken cancellation)
    {
        var digests = new Sha256Digest[source.Files.Count];
        await Parallel.ForAsync(0, digests.Length, cancellation, (i, _) =>
        {
            var file = source.Files[i];
            var (length, digest) = SourceAccess.Hash(file.SourceFile);
            digests[i] = length == file.Size ? digest : throw SourceAccess.Changed(file);
            return ValueTask.CompletedTask;
        });
        return digests;
    }
}
