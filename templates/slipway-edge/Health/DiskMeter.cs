namespace EdgeAgent.Health;

/// <summary>How full the disk of a folder is.</summary>
internal static class DiskMeter
{
    /// <summary>0 to 100, of the space that this user may fill.</summary>
    public static int Percent(string folder)
    {
        var drive = new DriveInfo(folder);
        var used = drive.TotalSize - drive.TotalFreeSpace;
        var usable = used + drive.AvailableFreeSpace;
        return usable > 0 ? (int)(100 * used / usable) : 0;
    }
}
