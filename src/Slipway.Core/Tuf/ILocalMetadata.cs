namespace Slipway.Tuf;

/// <summary>The metadata that a client trusted in earlier runs, one file a role, byte for byte as received.</summary>
public interface ILocalMetadata
{
    /// <summary>The file of <paramref name="role"/>, or <see langword="null"/>.</summary>
    Task<byte[]?> ReadAsync(string role, CancellationToken cancellation);

    /// <summary>Replaces the file of <paramref name="role"/>: afterwards the old or the new bytes are there, never a mixture.</summary>
    Task WriteAsync(string role, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    /// <summary>Forgets the file of <paramref name="role"/>, if there is one.</summary>
    void Delete(string role);

    /// <summary>The trust anchor that the files follow from, or <see langword="null"/>. It is no role's file, whatever roles are called.</summary>
    Task<byte[]?> ReadTrustAnchorAsync(CancellationToken cancellation);

    /// <summary>Remembers the trust anchor that the files follow from from now on.</summary>
    Task WriteTrustAnchorAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation);
}
