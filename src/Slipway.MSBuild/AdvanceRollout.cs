using Slipway.Publishing.Rollouts;

namespace Slipway.MSBuild;

/// <summary>Lets rollouts go to their next waves if slipway.json allows it. Having to wait is no error: a scheduled build asks again. A gate that stopped a rollout is one.</summary>
public sealed class AdvanceRollout : PolicyTask
{
    /// <summary>The channel; default: every one.</summary>
    public string Channel { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellation)
    {
        var channel = PropertyValue.Channel(SlipwayProperties.Channel, Channel);
        var advances = await new RolloutAdvancer(Repository()).AdvanceAsync(channel, cancellation);

        foreach (var line in AdvanceLines.Of(advances))
        {
            Tell(line);
        }

        advances.RequireNotStopped();
    }
}
