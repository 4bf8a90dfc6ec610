using Cake.Frosting;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cake;

/// <summary>Lets rollouts go to their next waves if slipway.json allows it. Having to wait is no failure: a scheduled build asks again. A gate that stopped a rollout is one.</summary>
[TaskName("Advance-Rollout")]
[TaskDescription("Let rollouts go to their next waves: of all channels, or of --channel.")]
public sealed class AdvanceRolloutTask : AsyncFrostingTask<IReleaseContext>
{
    /// <inheritdoc/>
    public override Task RunAsync(IReleaseContext context) => CakeRefusal.TranslatingAsync(async cancellation =>
    {
        var advances = await new RolloutAdvancer(context.Repository).AdvanceAsync(context.Release.Channel, cancellation);

        context.Log.Tell(AdvanceLines.Of(advances));
        advances.RequireNotStopped();
    });
}
