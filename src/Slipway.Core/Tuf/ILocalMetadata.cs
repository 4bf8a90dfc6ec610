namespace Slipway.Tuf;

/// <summary>What a client keeps between runs: the metadata that it trusted and what belongs to it.</summary>
public interface ILocalMetadata
{
    /// <summary>The bytes of <paramref name="file"/>, or <see langword="null"/>.</summary>
    Task<byte[]?> ReadAsync(LocalFile file, CancellationToken cancellation);

    /// <summary>Replaces <paramref name="file"/>: afterwards the old or the new bytes are there, never a mixture.</summary>
    Task WriteAsync(LocalFile file, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Forgets <paramref name="file"/>, if it is there.</summary>
    void Delete(LocalFile file);
}
