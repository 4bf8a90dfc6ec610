namespace Slipway.Agent.Updates;

/// <summary>What a rollback came to. The link is back in any case.</summary>
/// <param name="Message">What happened, for a person and for the report.</param>
public sealed record RollbackOutcome(string Message)
{
    private const string MakeRoom = "Mend what the message names, for example make room on the disk: until then the release is not in quarantine.";

    /// <summary>Why the service does not run the version before; null when it does, or when nothing is to run.</summary>
    public Exception? ServiceFailure { get; init; }

    /// <summary>Why the quarantine could not be written; null when it was, or when there was nothing to write. The journal stays, and the next run writes it.</summary>
    public Exception? Unwritten { get; init; }

    /// <summary>Whether the release is not to be tried again here.</summary>
    public bool IsCondemned { get; init; }

    /// <summary>The refusal of an update that ended so.</summary>
    public DeviceException ToRefusal() => new(DeviceFailure.HealthRolledBack, Message)
    {
        Hint =
            Unwritten is not null ? MakeRoom
            : IsCondemned ? "This release is not tried again here until its bytes differ: 'slipway-agent status' shows the quarantine."
            : "This release is not in quarantine: the next run may try it again.",
    };

    /// <summary>Refuses to call it done when the service is down, or when the next update would bring the release back.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.Service"/> or <see cref="DeviceFailure.Disk"/>.</exception>
    public void RequireDone()
    {
        if (ServiceFailure is not null)
        {
            var hint = (ServiceFailure as DeviceException)?.Hint ?? "Look at the service's own log.";
            throw new DeviceException(DeviceFailure.Service, Message, ServiceFailure) { Hint = hint };
        }

        if (Unwritten is not null)
        {
            throw new DeviceException(DeviceFailure.Disk, Message, Unwritten) { Hint = MakeRoom };
        }
    }
}
