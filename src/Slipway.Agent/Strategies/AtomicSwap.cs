using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Storage;

namespace Slipway.Agent.Strategies;

/// <summary>Moves the two links. Each moves by one rename: <c>current</c> names a complete version at every instant (ATTACKS C2).</summary>
public sealed class AtomicSwap(DeviceLayout layout) : IApplyStrategy
{
    /// <inheritdoc/>
    public string Name => Manifest.AtomicSwap;

    /// <summary>Puts the new version on the air: <c>previous</c> first, so that a way back exists before it is needed.</summary>
    /// <remarks>A repair leaves <c>previous</c> alone: it would name the version that <c>current</c> names.</remarks>
    public void Advance(JournalEntry entry)
    {
        if (entry.From is { } from && from.Version != entry.To.Version)
        {
            AtomicLink.Point(layout.Previous, from.LinkTarget);
        }

        AtomicLink.Point(layout.Current, entry.To.LinkTarget);
    }

    /// <summary>Takes the new version off the air, also where it has used up the disk.</summary>
    public void RestoreCurrent(JournalEntry entry)
    {
        try
        {
            PointOrRemove(layout.Current, entry.From);
        }
        catch (IOException) when (entry.From is { } from && InstalledTree.ReadLink(layout.Current) == from)
        {
            // An earlier run came this far.
        }
        catch (IOException) when (entry.From is { } from && InstalledTree.ReadLink(layout.Previous) == from)
        {
            // A new link needs an inode. The one that leads back is there, and needs only the other name.
            AtomicLink.Take(layout.Current, layout.Previous);
        }
    }

    /// <inheritdoc/>
    public void RestorePrevious(JournalEntry entry) => PointOrRemove(layout.Previous, entry.PreviousBefore);

    /// <inheritdoc/>
    public void ForgetLeft(JournalEntry entry) =>
        PointOrRemove(layout.Previous, entry.PreviousBefore is { } before && before.Version != entry.To.Version ? before : null);

    private static void PointOrRemove(string link, InstalledTree? tree)
    {
        if (tree is not null)
        {
            AtomicLink.Point(link, tree.LinkTarget);
            return;
        }

        if (new FileInfo(link).LinkTarget is not null)
        {
            File.Delete(link);
            Durable.FlushFolder(Path.GetDirectoryName(link)!);
        }
    }
}
