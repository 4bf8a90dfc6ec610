using Cake.Core.Diagnostics;
using Cake.Frosting;
using Slipway.Publishing.Bundling;

namespace Slipway.Cake;

/// <summary>Packs the release, for each runtime one bundle that is still to be signed. Let the task that makes the payload be a dependee of it.</summary>
[TaskName("Bundle")]
[TaskDescription("Pack the release, for each runtime one bundle.")]
public sealed class BundleTask : AsyncFrostingTask<IReleaseContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        foreach (var bundle in context.Bundles)
        {
            var request = context.Release.ToPack(bundle, context.Version, context.Repository.Policy);

            var packed = await BundlePacker.PackAsync(request, key: null, context.Log.Progress(), cancellation);

            context.Log.Information(
                "{0} {1} {2} ({3} files) -> {4}", request.Product, request.Version, request.Runtime, packed.Manifest.Files.Count, packed.Folder);
        }
    });
}
