namespace Slipway.Agent.Updates;

/// <summary>What a rollback came to. The link is back in any case.</summary>
/// <param name="Message">What happened, for a person and for the report.</param>
/// <param name="ServiceFailure">Why the service does not run the version before; null when it does, or when nothing is to run.</param>
/// <param name="IsQuarantined">Whether the release is refused from now on.</param>
public sealed record RollbackOutcome(string Message, Exception? ServiceFailure, bool IsQuarantined)
{
    /// <summary>The refusal of an update that ended so.</summary>
    public DeviceException ToRefusal() => new(DeviceFailure.HealthRolledBack, Message)
    {
        Hint = IsQuarantined
            ? "This release is not tried again here until its bytes differ: 'slipway-agent status' shows the quarantine."
            : "This release is not in quarantine, and may be tried again.",
    };

    /// <summary>Refuses to call it done when the service is down.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/>: the service does not run the version before.</exception>
    public void RequireService()
    {
        if (ServiceFailure is not null)
        {
            throw new DeviceException(DeviceFailure.Service, Message, ServiceFailure)
            {
                Hint = (ServiceFailure as DeviceException)?.Hint ?? "Look at the service's own log.",
            };
        }
    }
}
