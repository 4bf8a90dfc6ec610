using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using Slipway.Streams;

namespace Slipway.Publishing.Keys.Services;

/// <summary>What KMS and the SDK say when they do not sign, as coded refusals. They name the key; credentials are in none of it.</summary>
internal static class KmsRefusal
{
    public const string MakeOne = "Make one: aws kms create-key --key-usage SIGN_VERIFY --key-spec ECC_NIST_P256";

    private const int MaxTextLength = 500;

    /// <summary>Asks, and turns what can go wrong into refusals.</summary>
    public static async Task<T> AskAsync<T>(string key, Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            return await ask();
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested && failure is AmazonServiceException or AmazonClientException or InvalidOperationException or HttpRequestException or TimeoutException or OperationCanceledException)
        {
            throw Of(key, failure);
        }
    }

    public static InputException TooLong(string key, int length, int limit) =>
        new(InputFailure.MessageTooLong, $"kms:{key} is an Ed25519 key, with which AWS KMS signs at most {limit} bytes: this has {length}.")
        {
            Hint = $"Take a P-256 key for this role, which signs whatever the length. {MakeOne}",
        };

    private static InputException Of(string key, Exception failure) => failure switch
    {
        NotFoundException => new(InputFailure.KeyNotFound, $"kms:{key} does not exist in this account and region.", failure)
        {
            Hint = "Check the ARN or the alias, and which account and region the credentials are for. An ARN says its region itself; an alias is looked up in AWS_REGION.",
        },
        DisabledException or KMSInvalidStateException => Refused(key, failure, "Enable the key, or cancel its deletion."),
        InvalidKeyUsageException or UnsupportedOperationException => Refused(key, failure, MakeOne),
        AmazonKeyManagementServiceException { ErrorCode: "AccessDeniedException" } => Refused(key, failure, "The credentials need kms:GetPublicKey and kms:Sign for this key."),
        AmazonServiceException { ErrorCode: "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" or "IncompleteSignature" or "InvalidClientTokenId" } =>
            Refused(key, failure, "The credentials are not valid (any more): get new ones. Look at the clock, too."),
        AmazonServiceException { StatusCode: > 0 and < System.Net.HttpStatusCode.InternalServerError } answer when !IsBusy(answer) => Refused(key, failure, hint: null),
        AmazonServiceException { StatusCode: > 0 } => Unavailable(key, failure),
        AmazonServiceException { InnerException: HttpRequestException } => Unavailable(key, failure),
        AmazonClientException or AmazonServiceException or InvalidOperationException => new(InputFailure.CredentialsMissing, $"There are no credentials or no region for kms:{key}: {TextOf(failure)}", failure)
        {
            Hint = "Give them as to the aws command: variables, a profile, the CI system's web identity or the instance's role. AWS_REGION says the region of an alias.",
        },
        _ => Unavailable(key, failure),
    };

    private static bool IsBusy(AmazonServiceException answer) =>
        (int)answer.StatusCode == 429 || answer.Retryable is not null || answer.ErrorCode is "ThrottlingException" or "LimitExceededException" or "TooManyRequestsException";

    private static InputException Refused(string key, Exception failure, string? hint) =>
        new(InputFailure.KeyServiceRefused, $"AWS KMS does not sign with kms:{key}: {TextOf(failure)}", failure) { Hint = hint };

    private static InputException Unavailable(string key, Exception failure) =>
        new(InputFailure.KeyServiceUnavailable, $"AWS KMS does not answer for kms:{key}: {TextOf(failure)}", failure)
        {
            Hint = "Try again. If it stays, look at the network, the endpoint and the account's request quota.",
        };

    private static string TextOf(Exception failure)
    {
        var text = failure is AmazonServiceException { StatusCode: > 0 } ? failure.Message : $"{ConnectionFailure.Describe(failure)}.";
        return PlainText.Of(text.Length > MaxTextLength ? $"{text[..MaxTextLength]}…" : text);
    }
}
