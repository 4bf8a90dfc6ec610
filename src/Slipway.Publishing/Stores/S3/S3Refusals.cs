using System.Net;
using Amazon.Runtime;
using Slipway.Streams;

namespace Slipway.Publishing.Stores.S3;

/// <summary>Puts what a server or the SDK refused into words. No secret and no signed address is among them.</summary>
/// <param name="store">The store.</param>
internal sealed class S3Refusals(S3Address store)
{
    /// <summary>The refusal of a request.</summary>
    /// <param name="verb">What could not be done with the object: read, written.</param>
    /// <param name="path">The object, or a beginning.</param>
    /// <param name="failure">What the SDK threw.</param>
    public StoreException Of(string verb, string path, Exception failure) => failure switch
    {
        AmazonServiceException { StatusCode: not 0 } answer => OfAnswer(verb, path, answer),
        // The SDK's own chain throws the latter: for a token that is not there, a library that a kind of profile needs.
        AmazonClientException or InvalidOperationException when !S3Answers.IsTransient(failure) => new(StoreFailure.AccessDenied, $"There are no credentials for {Name()}: {OneLine(WholeMessage(failure))}", failure)
        {
            Hint = "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or let the build assume a role with AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE.",
        },
        _ => new(StoreFailure.Unavailable, $"{Name(path)} cannot be {verb}: {ConnectionFailure.Describe(Innermost(failure))}.", failure)
        {
            Hint = "Check the network and the store's endpoint, and run the same command again: it takes up where this one stopped.",
        },
    };

    private StoreException OfAnswer(string verb, string path, AmazonServiceException answer)
    {
        var said = answer.ErrorCode is { Length: > 0 } code ? $"{(int)answer.StatusCode} {code}" : $"{(int)answer.StatusCode}";
        return answer switch
        {
            { ErrorCode: "NoSuchBucket" } => new(StoreFailure.NotFound, $"There is no bucket {store.Bucket} for {Name()}.", answer)
            {
                Hint = "Make it, or correct the store's address, endpoint or region. Slipway makes no buckets.",
            },
            { StatusCode: HttpStatusCode.NotImplemented } => new(StoreFailure.ConditionsUnsupported, $"{Name(path)} cannot be {verb}: the server does not know conditional writes ({said}).", answer)
            {
                Hint = "Without If-Match and If-None-Match two publishers overwrite each other. Use a server that has them: AWS S3, MinIO, Ceph, R2.",
            },
            { ErrorCode: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "TemporaryRedirect" or "IllegalLocationConstraintException" } => new(StoreFailure.AddressInvalid, $"The bucket {store.Bucket} is in another region ({said}).", answer)
            {
                Hint = "Set the bucket's region: \"s3\": {\"region\": ...} in slipway.json, --s3-region or AWS_REGION.",
            },
            { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } or { ErrorCode: "ExpiredToken" or "InvalidToken" } => new(StoreFailure.AccessDenied, $"{Name(path)} cannot be {verb}: the server denies it ({said}).", answer)
            {
                Hint = "Check which credentials are used (AWS_PROFILE, AWS_ACCESS_KEY_ID), and that they may s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket there: docs/stores.md.",
            },
            _ => new(StoreFailure.Unavailable, $"{Name(path)} cannot be {verb}: the server answered {said}.", answer)
            {
                Hint = "Try again later. What was stored so far stays, and is not sent again.",
            },
        };
    }

    private string Name(string path = "") => store.ToUri().AbsoluteUri + path;

    /// <summary>The SDK lists where it has looked, line by line.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What is wrong with a role's token, the SDK says one exception further in.</summary>
    private static string WholeMessage(Exception failure) => failure is InvalidOperationException { InnerException: { } inner } ? $"{failure.Message} {inner.Message}" : failure.Message;

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
