using Amazon;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Slipway.Signing;

namespace Slipway.Publishing.Keys.Services;

/// <summary>Signs with a key in AWS KMS, which never leaves it: Ed25519 or ECDSA on P-256.</summary>
/// <remarks>Region and credentials are found as the AWS tools find them; an ARN says its own region. AWS_ENDPOINT_URL_KMS names another endpoint.</remarks>
internal sealed class KmsSigner : ISigner
{
    /// <summary>The longest message that KMS signs whole, in bytes. An Ed25519 signature is over the whole message; ECDSA is over its digest, whatever its length.</summary>
    private const int MaxMessageBytes = 4096;

    private readonly IAmazonKeyManagementService _service;
    private readonly string _key;

    private KmsSigner(IAmazonKeyManagementService service, string key, VerificationKey publicKey)
    {
        _service = service;
        _key = key;
        PublicKey = publicKey;
    }

    /// <inheritdoc/>
    public VerificationKey PublicKey { get; }

    /// <summary>Asks the service for the public half.</summary>
    /// <param name="key">An ARN of a key or an alias, <c>alias/NAME</c>, or a key's id.</param>
    /// <exception cref="InputException">There is no such key, it is not one for signatures, or the service did not answer.</exception>
    public static KmsSigner Open(string key) => Open(key, Connect);

    /// <summary>As <see cref="Open(string)"/>, with a client for the key.</summary>
    internal static KmsSigner Open(string key, Func<string, IAmazonKeyManagementService> connect)
    {
        // References are opened where nobody awaits anything. A thread of the pool has no context that could be waited for in vain.
        return Task.Run(() => OpenAsync(key, connect)).GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public async Task<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        var isDigest = PublicKey is EcdsaPublicKey;
        if (!isDigest && message.Length > MaxMessageBytes)
        {
            throw KmsRefusal.TooLong(_key, message.Length, MaxMessageBytes);
        }

        using var content = new MemoryStream(isDigest ? Sha256Digest.Of(message.Span).ToBytes() : message.ToArray());
        var request = new SignRequest
        {
            KeyId = _key,
            Message = content,
            MessageType = isDigest ? MessageType.DIGEST : MessageType.RAW,
            SigningAlgorithm = isDigest ? SigningAlgorithmSpec.ECDSA_SHA_256 : SigningAlgorithmSpec.ED25519_SHA_512,
        };
        return (await KmsRefusal.AskAsync(_key, () => _service.SignAsync(request, cancellation), cancellation)).Signature.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _service.Dispose();

    private static async Task<KmsSigner> OpenAsync(string key, Func<string, IAmazonKeyManagementService> connect)
    {
        IAmazonKeyManagementService? service = null;
        try
        {
            var answer = await KmsRefusal.AskAsync(
                key,
                () =>
                {
                    service = connect(key);
                    return service.GetPublicKeyAsync(new GetPublicKeyRequest { KeyId = key });
                },
                CancellationToken.None);
            return new KmsSigner(service!, key, KmsPublicKey.Read(key, answer));
        }
        catch
        {
            service?.Dispose();
            throw;
        }
    }

    private static AmazonKeyManagementServiceClient Connect(string key)
    {
        var configuration = new AmazonKeyManagementServiceConfig { MaxErrorRetry = 3, Timeout = TimeSpan.FromSeconds(30) };
        if (Arn.TryParse(key, out var arn) && arn.Region.Length > 0 && !HasEndpoint())
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(arn.Region);
        }

        return new AmazonKeyManagementServiceClient(configuration);
    }

    private static bool HasEndpoint() => Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL_KMS") is { Length: > 0 };
}
