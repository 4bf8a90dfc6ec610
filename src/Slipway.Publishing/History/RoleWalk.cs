using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Tuf;

namespace Slipway.Publishing.History;

/// <summary>Walks back through the versions of a role that are still in the store, and judges each.</summary>
internal sealed class RoleWalk(RepositoryState state, MetadataListing listing, FormerTrust trust, PublishedVersions published, KeyNames names)
{
    /// <summary>The versions that were published or may have been, the oldest first, and how far back they go.</summary>
    public async Task<(IReadOnlyList<RoleVersion> Versions, RoleBeginning Beginning)> WalkAsync(string role, VersionReader reader, IProgress<OperationProgress>? progress)
    {
        var listed = listing.Of(role, state.VersionOf(role));
        var keys = trust.Of(role).ToArray();
        var judged = (await reader.ReadAllAsync(role, listed, progress)).Select(file => Judge(role, file.File, file.Content, keys)).ToArray();
        var versions = judged.OfType<RoleVersion>().Reverse().ToArray();
        var oldest = versions.Length > 0 ? versions[0].File.Version : state.VersionOf(role);
        return (versions, new RoleBeginning(role, oldest, IsFirst: oldest == 1, judged.Count(version => version is null)));
    }

    private RoleVersion? Judge(string role, RoleFileVersion file, UnverifiedMetadata content, RoleKeys[] keys)
    {
        var signing = keys.FirstOrDefault(candidate => candidate.Tally(content).IsMet);
        if (signing is null || content.ReadUnverifiedTargets() is not { } targets || targets.Version != file.Version)
        {
            return new RoleVersion(file, Targets: null, SignedBy: [], HasFormerKeys: false, Evidence.None);
        }

        return published.EvidenceOf(role, file.Version, content) is { } evidence
            ? new RoleVersion(file, targets, [.. signing.Tally(content).SignedBy.Select(names.Of)], signing != keys[0], evidence)
            : null;
    }
}
