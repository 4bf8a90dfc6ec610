using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Faults;

/// <summary>What lies on a device, read without the agent's own code.</summary>
internal sealed record InstalledDevice(string? Current, string? Previous, string Versions, string Quarantine)
{
    /// <summary>Reads it. A repaired copy counts as its version, and a release in quarantine may be there or not: it goes where it is in the way.</summary>
    public static InstalledDevice Read(DeviceLayout layout)
    {
        string[] quarantine = [.. Quarantined(layout)];
        var (current, previous) = (Target(layout.Current), Target(layout.Previous));
        var versions = Names(layout.Versions).Select(WithoutCopy).Where(name => !quarantine.Contains(name[1..]));
        return new InstalledDevice(current, previous, string.Join(' ', versions), string.Join(' ', quarantine));
    }

    /// <summary>Everything that must hold after any interruption: what the links name is complete, and as its manifest says.</summary>
    /// <returns>What does not hold; null when all does.</returns>
    public static string? FindFault(DeviceLayout layout, bool isInstalled) =>
        new[] { layout.Current, layout.Previous }.Select(link => FindFault(layout, link, isRequired: isInstalled && link == layout.Current)).FirstOrDefault(fault => fault is not null);

    /// <summary>What runs leave behind that nobody needs any more.</summary>
    public static string? FindLeftover(DeviceLayout layout) =>
        Directory.EnumerateFileSystemEntries(layout.Base, "*", SearchOption.AllDirectories).FirstOrDefault(path => IsLeftover(layout, path));

    private static bool IsLeftover(DeviceLayout layout, string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith('.')
            || path == layout.Journal
            || name.EndsWith(".part", StringComparison.Ordinal)
            || (Path.GetDirectoryName(path) == layout.Installed && !Directory.Exists(Path.Combine(layout.Versions, "v" + Path.GetFileNameWithoutExtension(name))));
    }

    private static string? FindFault(DeviceLayout layout, string link, bool isRequired)
    {
        if (new FileInfo(link).LinkTarget is not { } target)
        {
            return isRequired || File.Exists(link) || Directory.Exists(link) ? $"{link} is no link" : null;
        }

        try
        {
            return FindFaultInTree(Path.Combine(layout.Base, target)) is { } fault ? $"{link} -> {target}: {fault}" : null;
        }
        catch (Exception broken) when (broken is IOException or JsonException or KeyNotFoundException)
        {
            return $"{link} -> {target}: {broken.Message}";
        }
    }

    private static string? FindFaultInTree(string tree)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(tree, "manifest.json")));
        var manifest = document.RootElement.GetProperty("manifest");
        var expected = manifest.GetProperty("files").EnumerateObject().Select(file => $"{file.Name} {file.Value.GetString()}");
        var found = Directory.EnumerateFiles(tree, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(tree, file))
            .Where(name => name is not ("manifest.json" or "signature.sig"))
            .Select(name => $"{name} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(tree, name))))}");
        return expected.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)) ? null : "its files are not those of its manifest";
    }

    private static IEnumerable<string> Quarantined(DeviceLayout layout)
    {
        if (!File.Exists(layout.Quarantine))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllBytes(layout.Quarantine));
        return [.. document.RootElement.GetProperty("releases").EnumerateArray().Select(release => release.GetProperty("version").GetString()!)];
    }

    private static string? Target(string link) => new FileInfo(link).LinkTarget is { } target ? WithoutCopy(target) : null;

    private static IEnumerable<string> Names(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal) : [];

    private static string WithoutCopy(string name) => name.EndsWith("+1", StringComparison.Ordinal) ? name[..^2] : name;
}
