using Slipway.Publishing.Keys.Audit;
using Slipway.Signing;

namespace Slipway.Publishing.Keys;

/// <summary>
/// A private key that a reference led to, in this process or with a provider. It signs for a stated purpose only, and every signature is verified and
/// written down before anybody gets it: there is no other way to one.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly ISigner _signer;
    private readonly SigningAudit? _audit;

    /// <param name="signer">The key, which now belongs to this one.</param>
    /// <param name="provider">What holds it, in one word; for messages and the audit.</param>
    /// <param name="audit">Is told of every signature, or null.</param>
    public SigningKey(ISigner signer, string provider, SigningAudit? audit = null)
    {
        _signer = signer;
        _audit = audit;
        Provider = provider;
    }

    /// <summary>The key that fits the signatures.</summary>
    public VerificationKey PublicKey => _signer.PublicKey;

    /// <summary>What holds the key: <c>file</c>, <c>env</c>, <c>kms</c> or <c>exec</c>.</summary>
    public string Provider { get; }

    /// <summary>The key for one purpose. Disposing of what is returned does nothing: the key stays this one's.</summary>
    public ISigner For(SigningPurpose purpose) => new Signer(this, purpose);

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    private async Task<byte[]> SignAsync(SigningPurpose purpose, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var signature = await _signer.SignAsync(message, cancellation);
        RequireOwn(message, signature);
        if (_audit is not null)
        {
            await _audit.RecordAsync(purpose, PublicKey.Id, Sha256Digest.Of(message.Span), Provider, cancellation);
        }

        return signature;
    }

    /// <summary>A provider may be misconfigured, or somebody else's: what it answers is not believed.</summary>
    private void RequireOwn(ReadOnlyMemory<byte> message, byte[] signature)
    {
        if (!PublicKey.Verify(message.Span, signature))
        {
            throw new InputException(InputFailure.SignatureWrong, $"The {Provider}: key answered with {signature.Length} bytes that are no signature by {PublicKey.Id} of what was to be signed.")
            {
                Hint = PublicKey is EcdsaPublicKey
                    ? "It has another key than the public half says, or another form: expected ECDSA with SHA-256 of the input, in DER."
                    : "It has another key than the public half says, or another form: expected Ed25519 of the input itself, as 64 raw bytes.",
            };
        }
    }

    private sealed class Signer(SigningKey key, SigningPurpose purpose) : ISigner
    {
        public VerificationKey PublicKey => key.PublicKey;

        public Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation) => key.SignAsync(purpose, message, cancellation);

        public void Dispose()
        {
        }
    }
}
