namespace Slipway.Signing;

/// <summary>Something that signs with one private key: in this process, or in a service that never gives the key away.</summary>
public interface ISigner : IDisposable
{
    /// <summary>The key that fits the signatures.</summary>
    VerificationKey PublicKey { get; }

    /// <summary>Signs exactly these bytes, not a digest of them.</summary>
    Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation);
}
