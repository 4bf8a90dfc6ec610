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
        var judged = (await reader.ReadAllAsync(role, listed, progress)).Reverse().Select(file => (file.File.Version, Role: Judge(role, file.File, file.Content, keys))).ToArray();
        var orphans = judged.Where(version => version.Role is null).Select(version => version.Version).ToArray();
        var versions = MarkGaps(judged.Select(version => version.Role).OfType<RoleVersion>(), orphans).ToArray();

        // What anybody may have put there begins nothing.
        var oldest = versions.FirstOrDefault(version => version.Targets is not null)?.File.Version ?? state.VersionOf(role);
        return (versions, new RoleBeginning(role, oldest, IsFirst: oldest == 1, orphans.Length));
    }

    /// <summary>A number that only an orphan had is none that is missing.</summary>
    private static IEnumerable<RoleVersion> MarkGaps(IEnumerable<RoleVersion> versions, long[] orphans)
    {
        long? before = null;
        foreach (var version in versions)
        {
            var number = version.File.Version;
            if (version.Targets is null)
            {
                yield return version;
                continue;
            }

            yield return version with { IsAfterGap = before is { } last && number - last - 1 > orphans.Count(orphan => orphan > last && orphan < number) };
            before = number;
        }
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
