using Cake.Frosting;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;

namespace Slipway.Cake;

/// <summary>Lets another channel offer a release, if slipway.json allows it. Nothing is built: devices get the same bytes.</summary>
[TaskName("Promote-Bundle")]
[TaskDescription("Let another channel offer a published release: --release-version 1.4.2 --to beta.")]
public sealed class PromoteBundleTask : AsyncFrostingTask<IReleaseContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        var request = context.Release.ToPromote(context.Version, context.Repository.Policy);

        var publication = context.Release.FindGitHub(context.Repository.Policy) is { } target
            ? await new GitHubPublisher(context.Repository, target).PromoteAsync(request, cancellation)
            : await new ReleasePromoter(context.Repository).PromoteAsync(request, cancellation);

        context.Log.Tell(publication);
    });
}
