using Microsoft.Build.Framework;
using Slipway.Publishing.Bundling;

namespace Slipway.MSBuild;

/// <summary>Verifies the signatures and every file of bundles.</summary>
public sealed class VerifyBundle : PolicyTask
{
    /// <summary>The bundles.</summary>
    [Required]
    public ITaskItem[] Bundles { get; set; } = [];

    /// <summary>The builder's public key; empty for the keys that the repository trusts.</summary>
    public string PublicKey { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var file = PropertyValue.PublicKey(SlipwayProperties.PublicKey, PublicKey);
        var verification = new BundleVerification(file is null ? null : InProject(file), Repository);
        foreach (var bundle in Bundles)
        {
            var verified = await verification.VerifyAsync(bundle.ItemSpec, new ProgressLog(Log), cancellation);
            Log.LogMessage(
                MessageImportance.High,
                "{0} {1} verified: {2} files, signed by {3}",
                verified.Manifest.BundleName, verified.Manifest.Runtime, verified.Manifest.Files.Count, verified.SignedBy.Id);
        }
    }
}
