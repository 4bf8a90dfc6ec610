using Cake.Core.Diagnostics;
using Cake.Frosting;
using Slipway.Publishing.Bundling;
using Slipway.Publishing.Keys;

namespace Slipway.Cake;

/// <summary>Signs the bundles in place, with the builder's key. Signing the same again gives the same bytes.</summary>
[TaskName("Sign-Bundle")]
[TaskDescription("Sign the bundles with the builder's key.")]
[IsDependentOn(typeof(BundleTask))]
public sealed class SignBundleTask : AsyncFrostingTask<IReleaseContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        var (reference, folder) = context.Release.FindKey(context.Repository.Policy, context.Environment.WorkingDirectory.FullPath);
        using var key = KeyReferences.OpenSigner(reference, folder, context.Repository.Warn, context.Repository.Audit);
        foreach (var bundle in context.Bundles)
        {
            var signed = await BundleSigning.SignAsync(new SignRequest(bundle.Folder), key, cancellation);

            context.Log.Information("{0} signed by {1}: sha256:{2}", signed.ManifestFile, key.PublicKey.Id, signed.Digest);
        }
    });
}
