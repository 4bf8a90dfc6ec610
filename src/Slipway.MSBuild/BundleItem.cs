using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Slipway.Bundles;

namespace Slipway.MSBuild;

/// <summary>A bundle of the project as an MSBuild item: what one task resolved, the others read.</summary>
internal sealed record BundleItem
{
    /// <summary>What it is a release of.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Which release it is.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>Which devices can run it.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>Its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Where the project is published to before it is packed.</summary>
    public required string PublishFolder { get; init; }

    /// <summary>Whether the project is published without a runtime identifier.</summary>
    public bool IsPortable { get; init; }

    /// <summary>The file that says what the bundle is made from.</summary>
    public required string StampFile { get; init; }

    /// <summary>When it was made, in Unix seconds.</summary>
    public long Timestamp { get; init; }

    /// <summary>How the payload is compressed.</summary>
    public PayloadCompression Compression { get; init; }

    /// <summary>The compressor's level, or null for its default.</summary>
    public int? Level { get; init; }

    /// <summary>The oldest version that may be updated to it directly.</summary>
    public SemanticVersion? MinCurrentVersion { get; init; }

    /// <summary>The version to go back to when it fails.</summary>
    public SemanticVersion? RollbackVersion { get; init; }

    /// <summary>Reads an item that <see cref="ToItem"/> made.</summary>
    public static BundleItem Of(ITaskItem item) => new()
    {
        Product = SegmentName.Parse(item.GetMetadata(nameof(Product))),
        Version = SemanticVersion.Parse(item.GetMetadata(nameof(Version))),
        Runtime = RuntimeId.Parse(item.GetMetadata(nameof(Runtime))),
        Folder = item.ItemSpec,
        PublishFolder = item.GetMetadata(nameof(PublishFolder)),
        IsPortable = bool.Parse(item.GetMetadata(nameof(IsPortable))),
        StampFile = item.GetMetadata(nameof(StampFile)),
        Timestamp = long.Parse(item.GetMetadata(nameof(Timestamp)), CultureInfo.InvariantCulture),
        Compression = Enum.Parse<PayloadCompression>(item.GetMetadata(nameof(Compression))),
        Level = item.GetMetadata(nameof(Level)) is { Length: > 0 } level ? int.Parse(level, CultureInfo.InvariantCulture) : null,
        MinCurrentVersion = OptionalVersion(item, nameof(MinCurrentVersion)),
        RollbackVersion = OptionalVersion(item, nameof(RollbackVersion)),
    };

    /// <summary>The item; the targets use its <c>ManifestFile</c>, <c>PayloadFile</c> and <c>SignatureFile</c> as outputs.</summary>
    public ITaskItem ToItem() => new TaskItem(Folder, new Dictionary<string, string>(Settings())
    {
        [nameof(PublishFolder)] = PublishFolder,
        [nameof(IsPortable)] = $"{IsPortable}",
        [nameof(StampFile)] = StampFile,
        ["ReleaseFolder"] = Path.GetDirectoryName(Folder)!,
        ["ManifestFile"] = Path.Combine(Folder, BundleFolder.Manifest),
        ["PayloadFile"] = Path.Combine(Folder, BundleFolder.PayloadName(Compression)),
        ["SignatureFile"] = Path.Combine(Folder, BundleFolder.Signature),
        // The MSBuild task hands these to the inner build.
        ["AdditionalProperties"] = IsPortable ? "" : $"RuntimeIdentifier={Runtime}",
    });

    /// <summary>All that changes the bundle's bytes but its files, the health contract and the hooks.</summary>
    public Dictionary<string, string> Settings() => new()
    {
        [nameof(Product)] = Product.ToString(),
        [nameof(Version)] = Version.ToString(),
        [nameof(Runtime)] = Runtime.ToString(),
        [nameof(Timestamp)] = Timestamp.ToString(CultureInfo.InvariantCulture),
        [nameof(Compression)] = Compression.ToString(),
        [nameof(Level)] = Level?.ToString(CultureInfo.InvariantCulture) ?? "",
        [nameof(MinCurrentVersion)] = MinCurrentVersion?.ToString() ?? "",
        [nameof(RollbackVersion)] = RollbackVersion?.ToString() ?? "",
    };

    private static SemanticVersion? OptionalVersion(ITaskItem item, string name) =>
        item.GetMetadata(name) is { Length: > 0 } text ? SemanticVersion.Parse(text) : null;
}
