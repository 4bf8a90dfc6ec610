using Slipway.Publishing.Stores;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Policy;

/// <summary>Reads where devices read repositories, as people write it.</summary>
public static class RepositoryAddresses
{
    /// <summary>Reads a URL, with or without <c>{path}</c>, or a path relative to <paramref name="baseFolder"/>.</summary>
    /// <exception cref="FormatException">The text is neither. The message has nothing that may be secret.</exception>
    public static RepositoryAddress Parse(string text, string baseFolder) =>
        text.Contains("://", StringComparison.Ordinal) ? RepositoryAddress.Parse(text) : RepositoryAddress.Of(ReleaseStores.ParseAddress(text, baseFolder));
}
