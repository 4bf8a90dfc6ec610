using Cake.Frosting;
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
        var desk = context.Release.Desk(context.Repository);
        if (context.Release.Plan != PlanForm.None)
        {
            var plan = await desk.PlanAsync(request, context.Release.Fleet, context.Environment.WorkingDirectory.FullPath, cancellation);
            context.Log.Tell(PlanFormText.Lines(plan, context.Release.Plan));
            return;
        }

        context.Log.Tell(PublicationLines.Of(await desk.PromoteAsync(request, cancellation)));
    });
}
