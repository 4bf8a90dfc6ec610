namespace Slipway.Publishing.Stores;

/// <summary>An object in a list of the store.</summary>
/// <param name="Path">Relative, with <c>/</c> between segments: what every other method of the store takes.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When it was written, by the store's clock.</param>
public sealed record StoredEntry(string Path, long Length, DateTimeOffset Modified);
