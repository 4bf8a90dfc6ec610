using System.Text.Json;

namespace Slipway.MSBuild;

/// <summary>The runtimes that a project was restored for, as its project.assets.json lists them.</summary>
/// <remarks>A package cannot influence the restore that brings it, so runtimes that are missing have to be written into the project.</remarks>
internal static class RestoredRuntimes
{
    /// <summary>Those of <paramref name="runtimes"/> that the project was not restored for. Without a file it is not known; the SDK will say that a restore is missing.</summary>
    public static IEnumerable<string> Missing(string assetsFile, IEnumerable<string> runtimes)
    {
        if (!File.Exists(assetsFile))
        {
            return [];
        }

        using var assets = JsonDocument.Parse(File.ReadAllBytes(assetsFile));
        var restored = assets.RootElement.GetProperty("targets").EnumerateObject()
            .Select(target => target.Name)
            .Where(name => name.Contains('/', StringComparison.Ordinal))
            .Select(name => name[(name.LastIndexOf('/') + 1)..])
            .ToHashSet(StringComparer.Ordinal);
        return [.. runtimes.Where(runtime => !restored.Contains(runtime))];
    }
}
