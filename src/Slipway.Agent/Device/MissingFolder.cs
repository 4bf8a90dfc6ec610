namespace Slipway.Agent.Device;

/// <summary>Makes folders of the device that are not there.</summary>
internal static class MissingFolder
{
    /// <summary>Asks first: a disk that fails at a folder which is there must neither stop an agent nor condemn a release.</summary>
    public static void Make(string path)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
        }
    }
}
