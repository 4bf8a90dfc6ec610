using Slipway.Bundles;

namespace Slipway.Publishing.Stores;

/// <summary>Opens stores by their addresses.</summary>
public static class ReleaseStores
{
    /// <summary>Opens the repository of a product: <c>ORGANIZATION/PRODUCT/</c> below the store.</summary>
    /// <param name="store">The store's address: <c>file:///srv/releases</c>.</param>
    /// <param name="organization">Whose product it is.</param>
    /// <param name="product">The product; each has a repository of its own.</param>
    /// <param name="warn">Told, in a sentence, of what is not as it should be but goes on.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.AddressInvalid"/>.</exception>
    public static IReleaseStore Open(Uri store, SegmentName organization, SegmentName product, Action<string>? warn = null) => store.Scheme switch
    {
        "file" => new FolderStore(Path.Combine(store.LocalPath, organization.ToString(), product.ToString()), warn),
        _ => throw new StoreException(StoreFailure.AddressInvalid, $"The store {store} is of the kind '{store.Scheme}': expected file.")
        {
            Hint = "Use an address such as file:///srv/releases.",
        },
    };

    /// <summary>Reads a store's address as people write it: a URL, or a path relative to <paramref name="baseFolder"/>.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static Uri ParseAddress(string text, string baseFolder)
    {
        if (text.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && !(address.IsFile && address.Host.Length > 0)
                ? address
                : throw new FormatException($"'{text}' is not an address: expected a URL such as file:///srv/releases, with three slashes");
        }

        return text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal)
            ? OfFolder(Path.GetFullPath(text, baseFolder))
            : throw new FormatException($"'{text}' is not an address: expected a URL such as file:///srv/releases, or a folder");
    }

    /// <summary>The address of a folder, whatever characters its name has.</summary>
    internal static Uri OfFolder(string path) =>
        new("file://" + (path.StartsWith('/') ? "" : "/") + string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)));
}
