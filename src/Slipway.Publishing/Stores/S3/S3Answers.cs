using System.Net;
using Amazon.Runtime;

namespace Slipway.Publishing.Stores.S3;

/// <summary>What a server's refusal means.</summary>
internal static class S3Answers
{
    /// <summary>There is no such object.</summary>
    public static bool IsMissing(AmazonServiceException answer) => answer is { StatusCode: HttpStatusCode.NotFound } && answer.ErrorCode is not ("NoSuchBucket" or "NoSuchUpload");

    /// <summary>There is no such upload (any more).</summary>
    public static bool IsUploadMissing(AmazonServiceException answer) => answer.ErrorCode == "NoSuchUpload";

    /// <summary>The object is not in the state that the request was made for.</summary>
    public static bool IsConditionUnmet(AmazonServiceException answer) => answer.StatusCode == HttpStatusCode.PreconditionFailed;

    /// <summary>Whether the same request may do better soon: the way failed, the server was busy, or two writers met.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonServiceException answer => IsTransient(answer) || (answer.StatusCode == 0 && answer.InnerException is { } inner && IsTransient(inner)),
        AmazonClientException { InnerException: { } inner } => IsTransient(inner),
        HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };

    private static bool IsTransient(AmazonServiceException answer) => answer.ErrorCode switch
    {
        // What arrived was not what was sent.
        "XAmzContentSHA256Mismatch" or "BadDigest" or "InvalidDigest" or "IncompleteBody" => true,

        // The SDK has set its clock by the answer.
        "RequestTimeTooSkewed" or "RequestTimeout" or "SlowDown" => true,
        _ => (int)answer.StatusCode is 405 or 408 or 409 or 429 or >= 500,
    };
}
