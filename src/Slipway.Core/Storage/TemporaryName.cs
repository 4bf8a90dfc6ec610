using System.Security.Cryptography;

namespace Slipway.Storage;

/// <summary>Random names, so that what a power cut left behind never blocks the next attempt.</summary>
internal static class TemporaryName
{
    /// <summary>A name in the same folder, thus on the same file system: only there is a rename atomic.</summary>
    public static string Beside(string fullPath) =>
        Path.Combine(Path.GetDirectoryName(fullPath)!, AtomicFile.TemporaryPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
}
