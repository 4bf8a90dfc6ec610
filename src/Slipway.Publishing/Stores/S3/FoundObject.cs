namespace Slipway.Publishing.Stores.S3;

/// <summary>An object that was read.</summary>
/// <param name="Bytes">Its bytes, as far as they were asked for.</param>
/// <param name="Tag">Its entity tag.</param>
/// <param name="Length">Bytes that it has.</param>
/// <param name="Modified">When it was written, by the server's clock.</param>
/// <param name="RequestId">What the server calls the request.</param>
internal sealed record FoundObject(byte[] Bytes, string Tag, long Length, DateTimeOffset Modified, string? RequestId);
