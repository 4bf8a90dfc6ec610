namespace Slipway.Publishing.Mirroring;

/// <summary>What bringing a mirror up to date took.</summary>
/// <param name="Folder">The mirror.</param>
/// <param name="Copied">How many files were copied.</param>
/// <param name="CopiedBytes">How many bytes those have.</param>
/// <param name="Kept">How many files were there already, as they should be.</param>
/// <param name="Deleted">How many files were deleted.</param>
public sealed record MirrorRun(string Folder, int Copied, long CopiedBytes, int Kept, int Deleted);
