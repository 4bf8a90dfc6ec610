namespace Slipway.Publishing.Stores.S3;

/// <summary>Entity tags, which servers write with quotation marks or without.</summary>
internal static class EntityTag
{
    /// <summary>The tag without quotation marks; empty for none.</summary>
    public static string Of(string? header) => header?.Trim('"') ?? "";

    /// <summary>As HTTP has it (RFC 9110 §8.8.3).</summary>
    public static string Quoted(string tag) => $"\"{tag}\"";
}
