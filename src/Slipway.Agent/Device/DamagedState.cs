namespace Slipway.Agent.Device;

/// <summary>Gives damaged files of the agent's state another name, where the device does not become less safe by going on without them.</summary>
/// <remarks>
/// Writes are atomic: what is damaged was damaged by a failing disk, and a device that refuses for ever because of it is lost. Why each of these files can be
/// missed is in docs/decisions/0014-damaged-state.md; the journal is <see cref="Updates.Recovery"/>'s.
/// </remarks>
public sealed class DamagedState(DeviceLayout layout, StepLog log)
{
    /// <summary>Looks at each, under the lock.</summary>
    public void SetAside()
    {
        Check(layout.Quarantine, () => new Quarantine(layout).Read());
        Check(layout.Floor, () => new VersionFloor(layout).Read());
        Check(layout.TimeFloor, () => new TimeFloor(layout).LaterOf(DateTimeOffset.MinValue));
    }

    private void Check(string path, Action read)
    {
        try
        {
            read();
        }
        catch (DeviceException damaged) when (damaged.Failure == DeviceFailure.State)
        {
            log.Say(TrySetAside(path) ? $"{damaged.Message} It is {path}.damaged now, and what it said is forgotten." : damaged.Message);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Whoever needs it will say so; a way back does not.
            log.Say($"{path} cannot be read: {unreadable.Message}");
        }
    }

    private static bool TrySetAside(string path)
    {
        try
        {
            StateFile.SetAside(path);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
