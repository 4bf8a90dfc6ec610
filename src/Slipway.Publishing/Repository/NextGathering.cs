using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Publishing.Repository;

/// <summary>What the gathering of the next snapshot holds: its roles, and the offers and rollouts that they list, as far as they are known without asking for them.</summary>
/// <param name="edit">The publication.</param>
/// <param name="read">What was read for it.</param>
internal sealed class NextGathering(RepositoryEdit edit, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> read)
{
    /// <summary>The files by their places in the repository.</summary>
    /// <param name="signed">The snapshot and the roles that have changed.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>>> OfAsync(IEnumerable<RoleFile> signed, CancellationToken cancellation)
    {
        var files = signed.ToDictionary(file => file.Path, file => file.Content.Bytes, StringComparer.Ordinal);
        foreach (var role in edit.State.Roles.Keys.Except(edit.Changed.Keys))
        {
            TakeRead(files, RepositoryFiles.Of(role, edit.State.VersionOf(role)));
        }

        foreach (var target in edit.State.Roles.Keys.Where(IsReadByPublishers).SelectMany(role => edit.Role(role).Files.Values))
        {
            if (edit.Contents.TryGetValue(target.RepositoryPath, out var content))
            {
                await using var stream = content.Open();
                files[target.RepositoryPath] = await BeginningOf.ReadAsync(stream, MetadataLimits.OfferBytes, cancellation);
            }
            else
            {
                TakeRead(files, target.RepositoryPath);
            }
        }

        return files;
    }

    /// <summary>Offers and rollouts; of the bundles nothing is read.</summary>
    private static bool IsReadByPublishers(string role) => role == ReleasePaths.RolloutRole || ChannelName.TryParse(role, out _);

    private void TakeRead(Dictionary<string, ReadOnlyMemory<byte>> files, string path)
    {
        if (read.TryGetValue(path, out var bytes))
        {
            files[path] = bytes;
        }
    }
}
