using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;

namespace Slipway.Publishing.History;

/// <summary>Which versions of which roles a store has.</summary>
internal sealed class MetadataListing
{
    /// <summary>More versions of a role than this are not read.</summary>
    public const int MaxVersions = 1000;

    private readonly ILookup<string, (long Version, StoredEntry Entry)> _files;

    private MetadataListing(ILookup<string, (long Version, StoredEntry Entry)> files) => _files = files;

    public static async Task<MetadataListing> ReadAsync(IReleaseStore store, CancellationToken cancellation)
    {
        var files = new List<(MetadataFileName Name, StoredEntry Entry)>();
        await foreach (var entry in store.ListAsync(RepositoryFiles.Folder, cancellation))
        {
            if (MetadataFileName.TryParse(entry.Path) is { } name)
            {
                files.Add((name, entry));
            }
        }

        return new MetadataListing(files.ToLookup(file => file.Name.Role, file => (file.Name.Version, file.Entry), StringComparer.Ordinal));
    }

    /// <summary>The newest versions of a role up to <paramref name="newest"/>, in descending order.</summary>
    public IReadOnlyList<(long Version, StoredEntry Entry)> Of(string role, long newest) =>
        [.. _files[role].Where(file => file.Version <= newest).OrderByDescending(file => file.Version).Take(MaxVersions)];
}
