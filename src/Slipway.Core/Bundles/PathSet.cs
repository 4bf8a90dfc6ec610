namespace Slipway.Bundles;

/// <summary>The files and links of a tree, refusing those that some file system could not hold beside each other.</summary>
/// <remarks>Two spellings that differ in case only are one name on some systems; a name cannot be both file and folder.</remarks>
internal sealed class PathSet
{
    private readonly Dictionary<string, Name> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds an accepted path. Null, or the earlier path that it collides with.</summary>
    public string? Collision(string path)
    {
        // Parents are looked at from the innermost: the first one that is known has known parents.
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            var folder = path[..slash];
            if (_names.TryGetValue(folder, out var known))
            {
                if (!known.IsFolder || known.Path != folder)
                {
                    return known.Path;
                }

                break;
            }

            _names.Add(folder, new Name(folder, IsFolder: true));
        }

        return _names.TryAdd(path, new Name(path, IsFolder: false)) ? null : _names[path].Path;
    }

    private readonly record struct Name(string Path, bool IsFolder);
}
