namespace Slipway.Storage;

/// <summary>Switches a symbolic link from one target to another in one step.</summary>
public static class AtomicLink
{
    /// <summary>Points <paramref name="linkPath"/> at <paramref name="relativeTarget"/>: a temporary link, a rename, a flush of the folder.</summary>
    /// <remarks>At any instruction the link has its old target or the new one. Windows has no such rename: there the old link is removed first.</remarks>
    /// <exception cref="ArgumentException">The target is absolute: the tree could not be moved or mounted elsewhere.</exception>
    /// <exception cref="IOException">The link is what it was: something that is no link has its name, or the disk is full or failed.</exception>
    public static void Point(string linkPath, string relativeTarget)
    {
        ArgumentException.ThrowIfNullOrEmpty(relativeTarget);
        if (Path.IsPathRooted(relativeTarget))
        {
            throw new ArgumentException($"The target '{relativeTarget}' is absolute.", nameof(relativeTarget));
        }

        var link = Path.GetFullPath(linkPath);
        RequireLinkOrNothing(link);
        var temporary = TemporaryName.Beside(link);
        Directory.CreateSymbolicLink(temporary, relativeTarget);
        try
        {
            Rename(temporary, link);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        Durable.FlushFolder(Path.GetDirectoryName(link)!);
    }

    /// <summary>Gives <paramref name="linkPath"/> the target of <paramref name="otherLink"/> in the same folder, which is gone afterwards.</summary>
    /// <remarks>One rename and a flush of the folder: it needs neither room nor an inode.</remarks>
    /// <exception cref="IOException">Both are what they were: something that is no link has the name, or the disk failed.</exception>
    public static void Take(string linkPath, string otherLink)
    {
        var link = Path.GetFullPath(linkPath);
        RequireLinkOrNothing(link);
        Rename(Path.GetFullPath(otherLink), link);
        Durable.FlushFolder(Path.GetDirectoryName(link)!);
    }

    /// <summary>A rename would silently replace a file.</summary>
    private static void RequireLinkOrNothing(string link)
    {
        var there = new FileInfo(link);
        if (there.LinkTarget is null && (there.Exists || Directory.Exists(link)))
        {
            throw new IOException($"'{link}' is not a symbolic link and is not replaced.");
        }
    }

    private static void Rename(string temporary, string link)
    {
        if (!OperatingSystem.IsWindows())
        {
            LibC.Rename(temporary, link);
            return;
        }

        if (Directory.Exists(link))
        {
            Directory.Delete(link);
        }

        Directory.Move(temporary, link);
    }
}
