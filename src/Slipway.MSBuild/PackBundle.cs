using Microsoft.Build.Framework;
using Slipway.Publishing.Bundling;

namespace Slipway.MSBuild;

/// <summary>Packs one bundle, which is still to be signed.</summary>
/// <remarks>It has no outputs but files: its target may be skipped, and a skipped target sets nothing.</remarks>
public sealed class PackBundle : PolicyTask
{
    /// <summary>The bundle.</summary>
    [Required]
    public ITaskItem Bundle { get; set; } = null!;

    /// <summary>The files of the release, when it is not the project's publish output.</summary>
    public ITaskItem[] Payload { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var bundle = BundleItem.Of(Bundle);
        var policy = TryPolicy();
        var request = new PackRequest
        {
            Product = bundle.Product,
            Version = bundle.Version,
            Runtime = bundle.Runtime,
            Payload = PayloadItems.Open(Payload, bundle, ProjectFolder),
            OutputFolder = bundle.Folder,
            Timestamp = bundle.Timestamp,
            MinCurrentVersion = bundle.MinCurrentVersion,
            RollbackVersion = bundle.RollbackVersion,
            Health = policy?.Health,
            Hooks = policy?.Hooks,
            Compression = bundle.Compression,
            Level = bundle.Level,
        };

        var packed = await BundlePacker.PackAsync(request, key: null, new ProgressLog(Log), cancellation);

        Log.LogMessage(
            MessageImportance.High,
            "{0} {1} {2} ({3} files, {4}) -> {5}",
            bundle.Product, bundle.Version, bundle.Runtime, packed.Manifest.Files.Count, ByteSize.Of(packed.Manifest.PayloadSize), packed.Folder);
    }
}
