using Slipway.Json;

namespace Slipway.Bundles;

/// <summary>Reads what a manifest says about files, executables and links, and refuses what no tree can be.</summary>
internal sealed class ManifestTree
{
    private readonly PathSet _paths = new();

    private ManifestTree()
    {
    }

    public SortedDictionary<string, Sha256Digest> Files { get; } = new(CodePointOrder.Instance);

    public SortedDictionary<string, string> Links { get; } = new(CodePointOrder.Instance);

    public HashSet<string> Executables { get; } = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A path, digest, target or their combination is refused.</exception>
    public static ManifestTree Read(JsonFields manifest)
    {
        var tree = new ManifestTree();
        tree.ReadFiles(manifest.Object("files"));
        tree.ReadExecutables(manifest);
        if (manifest.OptionalObject("links") is { } links)
        {
            tree.ReadLinks(links);
        }

        return tree;
    }

    private void ReadFiles(JsonFields files)
    {
        RequireCount("files", files.Value.Count, 1);
        foreach (var path in files.Names)
        {
            AddPath("files", path);
            Files.Add(path, ManifestFields.Read(files, path, Sha256Digest.Parse));
        }
    }

    private void ReadExecutables(JsonFields manifest)
    {
        foreach (var path in manifest.OptionalTexts("executables"))
        {
            if (!Files.ContainsKey(path) || !Executables.Add(path))
            {
                throw manifest.Refuse("executables", $"naming '{BundlePath.Printable(path)}'", "paths of files, each once");
            }
        }
    }

    private void ReadLinks(JsonFields links)
    {
        RequireCount("links", links.Value.Count, 0);
        foreach (var path in links.Names)
        {
            AddPath("links", path);
            var target = links.Text(path);
            if (LinkTarget.Objection(path, target) is { } objection)
            {
                throw new FormatException($"links: '{path}' points to '{BundlePath.Printable(target)}': {objection}");
            }

            Links.Add(path, target);
        }
    }

    private void AddPath(string field, string path)
    {
        BundlePath.Parse(path);
        if (_paths.Collision(path) is { } other)
        {
            throw new FormatException($"{field}: '{path}' and '{other}' cannot be in one tree");
        }
    }

    private static void RequireCount(string field, int count, int min)
    {
        if (count < min || count > BundleLimits.MaxFiles)
        {
            throw new FormatException($"{field} has {count} entries: expected {min} to {BundleLimits.MaxFiles}");
        }
    }
}
