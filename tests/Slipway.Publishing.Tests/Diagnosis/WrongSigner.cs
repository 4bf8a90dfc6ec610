using Slipway.Signing;

namespace Slipway.Publishing.Tests.Diagnosis;

/// <summary>Says that it is one key, and signs with another.</summary>
internal sealed class WrongSigner : ISigner
{
    private readonly Ed25519PrivateKey _named = Ed25519PrivateKey.Generate();
    private readonly Ed25519PrivateKey _used = Ed25519PrivateKey.Generate();

    public VerificationKey PublicKey => _named.PublicKey;

    public Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) => ((ISigner)_used).SignAsync(message, cancellation);

    public void Dispose()
    {
        _named.Dispose();
        _used.Dispose();
    }
}
