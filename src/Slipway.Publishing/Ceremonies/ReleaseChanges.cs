using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>What the builder's role comes to list, or lists no longer, in words: by release, and by file where a published one would change.</summary>
internal static class ReleaseChanges
{
    public static IEnumerable<string> Of(Targets before, Targets after)
    {
        var added = after.Files.Values.Where(file => !before.Files.ContainsKey(file.Path));
        var removed = before.Files.Values.Where(file => !after.Files.ContainsKey(file.Path));
        var changed = after.Files.Values.Where(file => before.Files.GetValueOrDefault(file.Path) is { } old && !ListedFile.IsSame(old, file));
        return added.GroupBy(ReleaseOf).Select(release => Line(release, "is listed"))
            .Concat(removed.GroupBy(ReleaseOf).Select(release => Line(release, "is listed no more")))
            .Concat(changed.Select(file => $"{file.Path}   {Warning(before.Files[file.Path], file)}: {before.Files[file.Path].Hashes}{ListedFile.DescribeCustom(before.Files[file.Path])} -> {file.Hashes}{ListedFile.DescribeCustom(file)}"))
            .Select(ChangeText.Plain);
    }

    private static string Line(IGrouping<string, TargetFile> release, string verb)
    {
        var manifest = release.FirstOrDefault(file => file.Path.EndsWith("/" + Bundles.BundleFolder.Manifest, StringComparison.Ordinal));
        var custom = release.Select(ListedFile.DescribeCustom);
        return $"{release.Key}   {verb}: {string.Join(", ", release.Select(file => file.Path[(file.Path.LastIndexOf('/') + 1)..]))}{(manifest is null ? "" : $"; manifest {manifest.Hashes}")}{string.Concat(custom)}";
    }

    private static string Warning(TargetFile before, TargetFile after) =>
        before.Hashes.Equals(after.Hashes) && before.Length == after.Length ? "is described otherwise" : "OTHER BYTES under a published name";

    private static string ReleaseOf(TargetFile file)
    {
        var segments = file.Path.Split('/');
        return segments.Length == 4 ? $"{segments[1]} {segments[2]}" : file.Path;
    }
}
