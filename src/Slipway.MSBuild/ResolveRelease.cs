using System.Collections.Immutable;
using Microsoft.Build.Framework;
using Slipway.Bundles;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Policy;

namespace Slipway.MSBuild;

/// <summary>Checks every property, fills in what is not set, and says which bundles the project makes. It writes nothing.</summary>
/// <remarks>It runs in every build, so that a wrong value is an error also when everything is up to date.</remarks>
public sealed class ResolveRelease : PolicyTask
{
    /// <summary>All public properties as set, one item each with its <c>Value</c>.</summary>
    [Required]
    public ITaskItem[] Settings { get; set; } = [];

    /// <summary>The files that set the project's properties, for the search for misspelt ones.</summary>
    public ITaskItem[] ProjectFiles { get; set; } = [];

    /// <summary>The product when neither property nor slipway.json names one.</summary>
    [Required]
    public string AssemblyName { get; set; } = "";

    /// <summary>The version when no property sets one: the package's.</summary>
    public string PackageVersion { get; set; } = "";

    /// <summary>The project's <c>RuntimeIdentifiers</c>.</summary>
    public string RuntimeIdentifiers { get; set; } = "";

    /// <summary>The project's <c>RuntimeIdentifier</c>.</summary>
    public string RuntimeIdentifier { get; set; } = "";

    /// <summary>The SDK's own runtime, for which a project needs no restore of its own.</summary>
    public string SdkRuntime { get; set; } = "";

    /// <summary>The project's lock file, or empty when nothing is published.</summary>
    public string AssetsFile { get; set; } = "";

    /// <summary>Where bundles go.</summary>
    [Required]
    public string BundleDirectory { get; set; } = "";

    /// <summary>Where intermediate files go.</summary>
    [Required]
    public string IntermediateFolder { get; set; } = "";

    /// <summary>One item for each bundle.</summary>
    [Output]
    public ITaskItem[] Bundles { get; private set; } = [];

    /// <summary>The slipway.json that counts, or empty where there is none.</summary>
    [Output]
    public string PolicyFile { get; private set; } = "";

    /// <summary>The reference of the key that signs, or empty.</summary>
    [Output]
    public string KeyReference { get; private set; } = "";

    /// <summary>Where a relative path in <see cref="KeyReference"/> starts.</summary>
    [Output]
    public string KeyFolder { get; private set; } = "";

    /// <summary>The runtimes that the project has to be restored for first.</summary>
    [Output]
    public string[] RuntimesNotRestored { get; private set; } = [];

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var global = BuildEngine6.GetGlobalProperties();
        PropertySpelling.Require(global.Keys, ProjectPropertyNames.Read(ProjectFiles.Select(file => file.GetMetadata("FullPath"))));
        RequireReadable();

        var policy = TryPolicy();
        var release = new BundleDraft(ResolveProduct(policy), ResolveVersion(), await SourceTime.ReadAsync(ProjectFolder, cancellation));
        var (runtimes, isPortable) = ResolveRuntimes(global);
        Bundles = [.. runtimes.Select(runtime => Describe(release, runtime, isPortable).ToItem())];
        RuntimesNotRestored = isPortable || AssetsFile.Length == 0 ? [] : [.. RestoredRuntimes.Missing(InProject(AssetsFile), runtimes.Select(runtime => runtime.ToString()))];
        PolicyFile = policy is null ? "" : ConfigFile.Length > 0 ? InProject(ConfigFile) : Path.Combine(policy.Folder, ReleasePolicy.FileName);
        ResolveKey(policy);
        Report();
    }

    private string Value(string property) => Settings.FirstOrDefault(setting => setting.ItemSpec == property)?.GetMetadata("Value").Trim() ?? "";

    /// <summary>Reads what only later tasks use: a build that is to publish in the end fails at its start.</summary>
    private void RequireReadable()
    {
        PropertyValue.Channel(SlipwayProperties.Channel, Value(SlipwayProperties.Channel));
        PropertyValue.Channel(SlipwayProperties.PromoteFrom, Value(SlipwayProperties.PromoteFrom));
        PropertyValue.Channel(SlipwayProperties.PromoteTo, Value(SlipwayProperties.PromoteTo));
        PropertyValue.Permyriad(SlipwayProperties.Percent, Value(SlipwayProperties.Percent));
        PropertyValue.Switch(SlipwayProperties.AllowMajor, Value(SlipwayProperties.AllowMajor));
        PropertyValue.Time(SlipwayProperties.NotBefore, Value(SlipwayProperties.NotBefore));
        PropertyValue.Switch(SlipwayProperties.Emergency, Value(SlipwayProperties.Emergency));
        PropertyValue.Plan(SlipwayProperties.Plan, Value(SlipwayProperties.Plan));
        PropertyValue.Version(SlipwayProperties.MinSecureVersion, Value(SlipwayProperties.MinSecureVersion));
        PropertyValue.PublicKey(SlipwayProperties.PublicKey, Value(SlipwayProperties.PublicKey));
    }

    private SegmentName ResolveProduct(ReleasePolicy? policy) =>
        PropertyValue.Name(SlipwayProperties.Product, Value(SlipwayProperties.Product))
        ?? policy?.Product
        ?? PropertyValue.Name("AssemblyName", KebabCase.Of(AssemblyName))!;

    private SemanticVersion ResolveVersion() =>
        PropertyValue.Version(SlipwayProperties.Version, Value(SlipwayProperties.Version))
        ?? PropertyValue.Version("PackageVersion", PackageVersion)
        ?? throw new InputException(InputFailure.VersionInvalid, "The project has no version.") { Hint = "Set Version or SlipwayVersion." };

    private (ImmutableArray<RuntimeId> Runtimes, bool IsPortable) ResolveRuntimes(IReadOnlyDictionary<string, string> global)
    {
        var own = Value(SlipwayProperties.Runtimes);
        var isAsked = global.ContainsKey(nameof(RuntimeIdentifier)) && !global.ContainsKey(SlipwayProperties.Runtimes);
        var (property, text) = isAsked && RuntimeIdentifier.Length > 0 ? (nameof(RuntimeIdentifier), RuntimeIdentifier)
            : own.Length > 0 ? (SlipwayProperties.Runtimes, own)
            : RuntimeIdentifiers.Length > 0 ? (nameof(RuntimeIdentifiers), RuntimeIdentifiers)
            : RuntimeIdentifier.Length > 0 ? (nameof(RuntimeIdentifier), RuntimeIdentifier)
            : ("The SDK's own runtime", SdkRuntime);
        var runtimes = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.Ordinal)
            .Select(runtime => PropertyValue.Runtime(property, runtime)!)
            .ToImmutableArray();
        return (runtimes, text == SdkRuntime && runtimes.Length == 1 && RuntimeIdentifier.Length == 0 && RuntimeIdentifiers.Length == 0);
    }

    private BundleItem Describe(BundleDraft release, RuntimeId runtime, bool isPortable) => new()
    {
        Product = release.Product,
        Version = release.Version,
        Runtime = runtime,
        Timestamp = release.Timestamp,
        Folder = Path.Combine(InProject(BundleDirectory), $"{release.Product}-{release.Version}", runtime.ToString()),
        PublishFolder = Path.Combine(IntermediateFolder, isPortable ? "portable" : runtime.ToString(), "payload") + Path.DirectorySeparatorChar,
        IsPortable = isPortable,
        StampFile = Path.Combine(IntermediateFolder, $"{runtime}.stamp"),
        Compression = PropertyValue.Compression(SlipwayProperties.Compression, Value(SlipwayProperties.Compression)),
        Level = PropertyValue.Level(SlipwayProperties.CompressionLevel, Value(SlipwayProperties.CompressionLevel)),
        MinCurrentVersion = PropertyValue.Version(SlipwayProperties.MinCurrentVersion, Value(SlipwayProperties.MinCurrentVersion)),
        RollbackVersion = PropertyValue.Version(SlipwayProperties.RollbackVersion, Value(SlipwayProperties.RollbackVersion)),
    };

    private void ResolveKey(ReleasePolicy? policy)
    {
        if (Value(SlipwayProperties.Key) is { Length: > 0 } own)
        {
            KeyReference = Publishing.Keys.KeyReference.Read(own, SlipwayProperties.Key).ToString();
            KeyFolder = ProjectFolder;
        }
        else if (policy is not null)
        {
            KeyReference = policy.BuilderKey.ToString();
            KeyFolder = policy.Folder;
        }
    }

    private void Report()
    {
        foreach (var setting in Settings.Where(setting => Value(setting.ItemSpec).Length > 0))
        {
            Log.LogMessage(MessageImportance.Low, "[input] {0} = {1}", setting.ItemSpec, Value(setting.ItemSpec));
        }

        Log.LogMessage(MessageImportance.Low, "[input] {0} = {1}", ReleasePolicy.FileName, PolicyFile);
        Log.LogMessage(MessageImportance.Low, "[output] key = {0}", KeyReference);
        foreach (var bundle in Bundles)
        {
            Log.LogMessage(MessageImportance.Low, "[output] bundle = {0}", bundle.ItemSpec);
        }
    }

    private sealed record BundleDraft(SegmentName Product, SemanticVersion Version, long Timestamp);
}
