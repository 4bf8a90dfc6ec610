namespace Slipway.Publishing.Stores;

/// <summary>What may name an object.</summary>
internal static class StorePath
{
    /// <summary>Whether an object of a store can have this name.</summary>
    public static bool IsOne(string path) => !path.Split('/').Any(segment => segment is "" or "." or ".." || segment.AsSpan().ContainsAny('\\', '\0'));

    /// <summary>Whoever asks should have looked at the path; that nothing outside the store is touched must not depend on it.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.PathInvalid"/>.</exception>
    public static void Require(string path)
    {
        if (!IsOne(path))
        {
            throw new StoreException(StoreFailure.PathInvalid, $"'{path}' is no path in a store.")
            {
                Hint = "Nothing was read, written or deleted.",
            };
        }
    }
}
