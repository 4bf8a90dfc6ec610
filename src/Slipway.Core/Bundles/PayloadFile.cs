namespace Slipway.Bundles;

/// <summary>One file of a payload that is put together by hand.</summary>
/// <param name="Path">Its path on the device, relative to the release.</param>
/// <param name="SourceFile">Where it is now.</param>
/// <param name="IsExecutable">Whether it may be executed; null takes that from the file's permissions.</param>
public sealed record PayloadFile(string Path, string SourceFile, bool? IsExecutable = null);
