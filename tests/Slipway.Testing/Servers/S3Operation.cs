namespace Slipway.Testing.Servers;

/// <summary>What S3 calls a request.</summary>
internal static class S3Operation
{
    public static string NameOf(string method, string query)
    {
        var parameters = query.Split('&').Select(parameter => parameter.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        return method switch
        {
            "POST" when parameters.Contains("uploads") => "CreateMultipartUpload",
            "GET" when parameters.Contains("uploads") => "ListMultipartUploads",
            "PUT" when parameters.Contains("uploadId") => "UploadPart",
            "POST" when parameters.Contains("uploadId") => "CompleteMultipartUpload",
            "DELETE" when parameters.Contains("uploadId") => "AbortMultipartUpload",
            "GET" when parameters.Contains("uploadId") => "ListParts",
            "GET" when parameters.Contains("list-type") => "ListObjectsV2",
            "POST" when parameters.Contains("delete") => "DeleteObjects",
            "GET" => "GetObject",
            "HEAD" => "HeadObject",
            "PUT" => "PutObject",
            "DELETE" => "DeleteObject",
            _ => method,
        };
    }
}
