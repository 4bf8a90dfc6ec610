using Slipway.Publishing.Stores;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Policy;

/// <summary>Which slipway.json counts, and what is said over it: by options, properties or arguments.</summary>
/// <param name="Folder">Where the search for slipway.json and relative paths begin.</param>
public sealed record PolicyLookup(string Folder)
{
    /// <summary>slipway.json, or null for the nearest one in <see cref="Folder"/> or above.</summary>
    public string? File { get; init; }

    /// <summary>The store's address, or null for the one in slipway.json.</summary>
    public string? Store { get; init; }

    /// <summary>How the server of a store in a bucket is reached; what it leaves open is as slipway.json says.</summary>
    public S3Settings S3 { get; init; } = S3Settings.Default;

    /// <summary>What people set <see cref="File"/> with, for refusals.</summary>
    public string FileOption { get; init; } = "--config";

    /// <summary>What people set <see cref="Store"/> with, for refusals.</summary>
    public string StoreOption { get; init; } = "--store";

    /// <summary>The policy.</summary>
    /// <exception cref="InputException">
    /// <see cref="InputFailure.PolicyNotFound"/>, <see cref="InputFailure.PolicyInvalid"/>, or <see cref="InputFailure.OptionInvalid"/>: the address of the store.
    /// </exception>
    public ReleasePolicy Find() => TryFind() ?? throw ReleasePolicy.NotFound(Folder, FileOption);

    /// <summary>As <see cref="Find"/>, or null where there is none and none is named.</summary>
    /// <exception cref="InputException">As <see cref="Find"/>.</exception>
    public ReleasePolicy? TryFind() =>
        (File is null ? ReleasePolicy.TryFind(Folder) : ReleasePolicy.Load(Path.GetFullPath(File, Folder))) is { } policy
            ? policy with { S3 = S3.Over(policy.S3), Store = Store is null ? policy.Store : ParseStore(Store) }
            : null;

    private Uri ParseStore(string text)
    {
        try
        {
            return ReleaseStores.ParseAddress(text, Folder);
        }
        catch (FormatException malformed)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{StoreOption}: {malformed.Message}.", malformed);
        }
    }
}
