using Cake.Frosting;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;

namespace Slipway.Cake;

/// <summary>Lets another channel offer a release, if slipway.json allows it; with <c>--plan</c> only says what that would change. Nothing is built: devices get the same bytes.</summary>
[TaskName("Promote-Bundle")]
[TaskDescription("Let another channel offer a published release: --release-version 1.4.2 --to beta.")]
public sealed class PromoteBundleTask : AsyncFrostingTask<IReleaseContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        var request = context.Release.ToPromote(context.Version, context.Repository.Policy);
        if (context.Release.Plan != PlanForm.None)
        {
            await PlanAsync(context, request, cancellation);
            return;
        }

        var publication = context.Release.FindGitHub(context.Repository.Policy) is { } target
            ? await new GitHubPublisher(context.Repository, target).PromoteAsync(request, cancellation)
            : await new ReleasePromoter(context.Repository).PromoteAsync(request, cancellation);

        context.Log.Tell(PublicationLines.Of(publication));
    });

    private static async Task PlanAsync(IReleaseContext context, PromotionRequest request, CancellationToken cancellation)
    {
        var (fleet, folder) = (context.Release.Fleet, context.Environment.WorkingDirectory.FullPath);
        var plan = context.Release.FindGitHub(context.Repository.Policy) is { } target
            ? await new GitHubPublisher(context.Repository, target).PlanAsync(request, fleet, folder, cancellation)
            : await new PromotionPlanner(context.Repository).PlanAsync(request, fleet, folder, cancellation);

        context.Log.Tell(PlanFormText.Lines(plan, context.Release.Plan));
    }
}
