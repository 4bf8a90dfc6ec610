namespace Slipway.Agent.Device;

/// <summary>The one switch that may be under way, so that the next start can finish or undo it.</summary>
public sealed class Journal(DeviceLayout layout)
{
    private const string Format = "slipway-journal/1";

    /// <summary>The switch that has begun, or null.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceFailure.State"/>: the file is damaged.</exception>
    public JournalEntry? Read() => StateFile.Read(layout.Journal, Format, JournalEntry.FromJson);

    /// <summary>Records a switch, or its next phase. Durable when it returns.</summary>
    public Task WriteAsync(JournalEntry entry, CancellationToken cancellation) =>
        StateFile.WriteAsync(layout.Journal, Format, entry.ToJson(), cancellation);

    /// <summary>Gives a damaged journal another name, so that a new one can be begun.</summary>
    public void SetAside() => StateFile.SetAside(layout.Journal);

    /// <summary>Records that nothing is under way any more.</summary>
    public void Clear() => StateFile.Delete(layout.Journal);
}
