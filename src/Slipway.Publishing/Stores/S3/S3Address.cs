namespace Slipway.Publishing.Stores.S3;

/// <summary>Where in S3 a store is: <c>s3://bucket/prefix</c>.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Prefix">What every key begins with: empty, or with a slash at its end.</param>
internal sealed record S3Address(string Bucket, string Prefix)
{
    public const string Scheme = "s3";

    private const string Expected = "expected s3://BUCKET or s3://BUCKET/PREFIX";

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is of another form. The message holds no secret that it may have held.</exception>
    public static S3Address Parse(Uri address)
    {
        if (address.UserInfo.Length > 0)
        {
            throw new FormatException($"the address of the store holds a user's name or a secret: {Expected}, and credentials in the environment or in a profile");
        }

        if (address.Scheme != Scheme || address.Host.Length == 0 || !address.IsDefaultPort || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            throw new FormatException($"'{address.GetLeftPart(UriPartial.Path)}' is not an address of a bucket: {Expected}");
        }

        var segments = Uri.UnescapeDataString(address.AbsolutePath).Split('/', StringSplitOptions.RemoveEmptyEntries);
        return new(address.Host, string.Concat(segments.Select(segment => segment + "/")));
    }

    /// <summary>The address of a folder in this one.</summary>
    public S3Address Below(params IEnumerable<string> folders) => this with { Prefix = Prefix + string.Concat(folders.Select(folder => folder + "/")) };

    /// <summary>Where the bucket is by HTTP, as far as the settings tell.</summary>
    public string WebAddress(S3Settings settings)
    {
        var scheme = settings.Endpoint?.Scheme ?? "https";
        var server = settings.Endpoint?.Authority ?? $"s3.{settings.Region ?? "REGION"}.amazonaws.com";
        var isInPath = settings.PathStyle ?? settings.Endpoint is not null;
        return $"{scheme}://{(isInPath ? $"{server}/{Bucket}" : $"{Bucket}.{server}")}/{Prefix}".TrimEnd('/');
    }

    /// <summary>As people write it.</summary>
    public Uri ToUri() => new($"{Scheme}://{Bucket}/{string.Join('/', Prefix.Split('/').Select(Uri.EscapeDataString))}");
}
