using Slipway.Bundles;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Stores;

/// <summary>Opens stores by their addresses.</summary>
public static class ReleaseStores
{
    /// <summary>Opens the repository of a product: <c>ORGANIZATION/PRODUCT/</c> below the store.</summary>
    /// <param name="store">The store's address: <c>file:///srv/releases</c> or <c>s3://bucket/prefix</c>.</param>
    /// <param name="organization">Whose product it is.</param>
    /// <param name="product">The product; each has a repository of its own.</param>
    /// <param name="s3">How the server of a bucket is reached; null for what the SDK finds out itself.</param>
    /// <param name="warn">Told, in a sentence, of what is not as it should be but goes on.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.AddressInvalid"/>.</exception>
    public static IReleaseStore Open(Uri store, SegmentName organization, SegmentName product, S3Settings? s3 = null, Action<string>? warn = null) => store.Scheme switch
    {
        "file" => new FolderStore(Path.Combine(store.LocalPath, organization.ToString(), product.ToString()), warn),
        S3Address.Scheme => new S3Store(S3Address.Parse(store).Below(organization.ToString(), product.ToString()), s3 ?? S3Settings.Default),
        _ => throw new StoreException(StoreFailure.AddressInvalid, $"The store {store} is of the kind '{store.Scheme}': expected file or s3.")
        {
            Hint = "Use an address such as file:///srv/releases or s3://bucket/releases.",
        },
    };

    /// <summary>A store's or repository's address as people write it: a folder's path, or the whole of any other.</summary>
    public static string NameOf(Uri address) => address.IsFile ? address.LocalPath : address.AbsoluteUri;

    /// <summary>Reads a store's address as people write it: a URL, or a path relative to <paramref name="baseFolder"/>.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static Uri ParseAddress(string text, string baseFolder)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.IsFile && address.Host.Length > 0))
            {
                throw new FormatException($"'{text}' is not an address: expected a URL such as s3://bucket/releases, or file:///srv/releases, with three slashes");
            }

            return address.Scheme == S3Address.Scheme ? S3Address.Parse(address).ToUri() : address;
        }

        return text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? OfFolder(Path.GetFullPath(text, baseFolder))
            : throw new FormatException($"'{text}' is not an address: expected a URL such as file:///srv/releases, or a folder");
    }

    /// <summary>The address of a folder, whatever characters its name has.</summary>
    internal static Uri OfFolder(string path) =>
        new("file://" + (path.StartsWith('/') ? "" : "/") + string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)));
}
