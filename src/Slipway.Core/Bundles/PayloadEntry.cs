namespace Slipway.Bundles;

/// <summary>A file as it was found when the payload was looked at.</summary>
internal sealed record PayloadEntry(string Path, string SourceFile, long Size, bool IsExecutable);
