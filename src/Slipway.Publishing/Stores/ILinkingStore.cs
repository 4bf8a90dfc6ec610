namespace Slipway.Publishing.Stores;

/// <summary>A store that can give somebody without credentials access to one object for a while.</summary>
public interface ILinkingStore
{
    /// <summary>The longest lifetime of a link.</summary>
    TimeSpan LongestLifetime { get; }

    /// <summary>An address from which anybody can read the object until it expires. Whether there is such an object is not asked.</summary>
    /// <remarks>Who holds the link holds the right: it is for its receiver alone, and for no log.</remarks>
    /// <param name="path">The object.</param>
    /// <param name="lifetime">More than zero, and at most <see cref="LongestLifetime"/>. Credentials that expire earlier take the link with them.</param>
    /// <exception cref="StoreException"><see cref="StoreFailure.PathInvalid"/>, or <see cref="StoreFailure.AccessDenied"/>: there are no credentials to sign with.</exception>
    Uri Link(string path, TimeSpan lifetime);
}
