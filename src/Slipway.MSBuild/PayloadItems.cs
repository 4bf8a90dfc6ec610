using Microsoft.Build.Framework;
using Slipway.Bundles;

namespace Slipway.MSBuild;

/// <summary>The <c>SlipwayPayload</c> items of a project, each with its path on the device.</summary>
internal static class PayloadItems
{
    /// <summary>The payload of a bundle: the items when there are any, else what the project was published to.</summary>
    /// <exception cref="InputException">As <see cref="PayloadSource.FromFiles"/> and <see cref="PayloadSource.FromFolder(string)"/>.</exception>
    public static PayloadSource Open(ITaskItem[] items, BundleItem bundle, string projectFolder) =>
        items.Length > 0 ? PayloadSource.FromFiles(Files(items, bundle, projectFolder)) : PayloadSource.FromFolder(bundle.PublishFolder);

    /// <summary>The same as files with their paths, for whoever looks at their content.</summary>
    public static IEnumerable<PayloadFile> List(ITaskItem[] items, BundleItem bundle, string projectFolder) =>
        items.Length > 0 ? Files(items, bundle, projectFolder) : Directory.EnumerateFiles(bundle.PublishFolder, "*", SearchOption.AllDirectories)
            .Select(file => new PayloadFile(OnDevice(Path.GetRelativePath(bundle.PublishFolder, file)), file));

    private static IEnumerable<PayloadFile> Files(ITaskItem[] items, BundleItem bundle, string projectFolder) => items
        .Where(item => IsFor(item, bundle.Runtime))
        .Select(item => new PayloadFile(PathOnDevice(item, projectFolder), item.GetMetadata("FullPath"), Executable(item)));

    // As the SDK does for Content: told by TargetPath or Link, else where it is in the project, else what a pattern matched.
    private static string PathOnDevice(ITaskItem item, string projectFolder)
    {
        var file = item.GetMetadata("Filename") + item.GetMetadata("Extension");
        var matched = item.GetMetadata("RecursiveDir") + file;
        var inProject = Path.GetRelativePath(projectFolder, item.GetMetadata("FullPath"));
        return OnDevice(
            item.GetMetadata("TargetPath") is { Length: > 0 } target ? target
            : item.GetMetadata("Link") is { Length: > 0 } link ? link
            : item.GetMetadata("LinkBase") is { Length: > 0 } folder ? $"{folder}/{matched}"
            : !Path.IsPathRooted(inProject) && !inProject.StartsWith("..", StringComparison.Ordinal) ? inProject
            : matched);
    }

    private static bool IsFor(ITaskItem item, RuntimeId runtime) =>
        item.GetMetadata("Runtimes") is not { Length: > 0 } runtimes
        || runtimes.Split([';', ','], StringSplitOptions.TrimEntries).Contains(runtime.ToString(), StringComparer.Ordinal);

    private static bool? Executable(ITaskItem item) =>
        item.GetMetadata("Executable") is { Length: > 0 } text ? PropertyValue.Switch($"Executable of {item.ItemSpec}", text) : null;

    private static string OnDevice(string path) => path.Replace('\\', '/');
}
