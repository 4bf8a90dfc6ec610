namespace Slipway.Publishing.Stores;

/// <summary>An object's bytes and the tag of the state they were read in.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="Tag">Changes whenever the object does: an ETag.</param>
public sealed record StoredObject(ReadOnlyMemory<byte> Bytes, string Tag);
