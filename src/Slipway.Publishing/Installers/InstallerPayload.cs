using System.IO.Compression;

namespace Slipway.Publishing.Installers;

/// <summary>What follows the script: the agent, compressed with gzip, and for a first installation without a network a pack.</summary>
internal sealed class InstallerPayload(byte[] agent, byte[] pack)
{
    /// <summary>Beside the agent, unpacked for a trial and for good: units, metadata and a margin.</summary>
    private const long MarginKilobytes = 4096;

    public byte[] Agent { get; } = Compress(agent);

    public byte[] Pack { get; } = pack;

    /// <summary>What has to be free before anything is written. What the product needs, the agent checks.</summary>
    public long NeededKilobytes { get; } = (((2L * agent.Length) + pack.Length) / 1024) + MarginKilobytes;

    private static byte[] Compress(byte[] program)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(program);
        }

        return compressed.ToArray();
    }
}
