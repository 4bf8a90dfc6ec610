namespace Slipway.Publishing.Mirroring;

/// <summary>A repository in one file.</summary>
/// <param name="File">The file.</param>
/// <param name="Digest">Its digest.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Files">How many files of the repository it holds.</param>
public sealed record Pack(string File, Sha256Digest Digest, long Length, int Files);
