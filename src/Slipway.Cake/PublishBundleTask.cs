using Cake.Frosting;
using Slipway.Publishing.Releases;

namespace Slipway.Cake;

/// <summary>Publishes the bundles of all runtimes in one transaction, and lets a channel offer them. It believes no earlier task: publishing verifies what it stores.</summary>
[TaskName("Publish-Bundle")]
[TaskDescription("Publish the bundles, and let a channel offer them: canary, or --channel.")]
[IsDependentOn(typeof(SignBundleTask))]
public sealed class PublishBundleTask : AsyncFrostingTask<IReleaseContext>, IFrostingTask
{
    string IFrostingTask.SkippedMessage => "This build may not publish (see IReleaseContext.MayPublish)";

    /// <inheritdoc/>
    public override bool ShouldRun(IReleaseContext context) => context.MayPublish;

    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        var request = context.Release.ToPublish(context.Bundles);

        var publication = await context.Release.Desk(context.Repository).PublishAsync(request, [], context.Log.Progress(), cancellation);

        context.Log.Tell(PublicationLines.Of(publication));
    });
}
