using Slipway.Agent.Device;
using Slipway.Storage;

namespace Slipway.Agent.Tests.Updates;

/// <summary>Tests on a device that has come from 1.4.1 to 1.4.2.</summary>
public abstract class UpdatedDeviceTests : IAsyncLifetime
{
    private protected static readonly InstalledTree Old = InstalledTree.Parse("v1.4.1");
    private protected static readonly InstalledTree New = InstalledTree.Parse("v1.4.2");

    private protected TestDevice Device { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Device.InstallAsync("1.4.1");
        await Device.InstallAsync("1.4.2");
    }

    public ValueTask DisposeAsync()
    {
        Device.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>What the journal says of the way from the old version to the new one.</summary>
    private protected JournalEntry Entry(JournalPhase phase) => new(phase, Old, New, PreviousBefore: null, Device.Repository.DigestOf("1.4.2"));

    /// <summary>Leaves the device as an agent does that was cut off when it had written <paramref name="entry"/>.</summary>
    private protected async Task InterruptAsync(JournalEntry entry, InstalledTree current)
    {
        await new Journal(Device.Layout).WriteAsync(entry, CancellationToken.None);
        AtomicLink.Point(Device.Layout.Current, current.LinkTarget);
    }
}
