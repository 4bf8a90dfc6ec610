using Slipway.Publishing.Repository;

namespace Slipway.Publishing.Stores.S3;

/// <summary>What readers and the caches before them are told about an object.</summary>
/// <param name="ContentType">Its media type.</param>
/// <param name="CacheControl">How long it may be kept.</param>
internal sealed record ObjectHeaders(string ContentType, string CacheControl)
{
    private const string Json = "application/json";
    private const string Immutable = "public, max-age=31536000, immutable";

    // Whoever asks gets the newest publication; a cache may keep it if it asks each time whether it still is.
    private const string Revalidated = "no-cache";

    // For publishers only, who want what is there now.
    private const string Uncached = "no-store";

    /// <summary>The headers of an object by its path.</summary>
    public static ObjectHeaders Of(string path) => new(ContentTypeOf(path), CacheControlOf(path));

    private static string CacheControlOf(string path) =>
        path == RepositoryFiles.Timestamp ? Revalidated
        : path.StartsWith(RepositoryFiles.Folder, StringComparison.Ordinal) || path.StartsWith(RepositoryFiles.Targets, StringComparison.Ordinal) ? Immutable
        : Uncached;

    private static string ContentTypeOf(string path) => Path.GetExtension(path) switch
    {
        ".json" => Json,
        ".zst" => "application/zstd",
        ".gz" => "application/gzip",
        _ => "application/octet-stream",
    };
}
