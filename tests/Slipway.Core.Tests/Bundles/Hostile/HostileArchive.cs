using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>An archive that no honest program makes.</summary>
/// <param name="Row">Which row of the attacks it belongs to.</param>
/// <param name="Situation">What is wrong with it.</param>
/// <param name="Payload">The archive, compressed; made for a folder, since some name places in it.</param>
internal sealed record HostileArchive(string Row, string Situation, Func<string, PayloadCompression, byte[]> Payload)
{
    /// <summary>One whose compression is in order.</summary>
    public static HostileArchive Of(string row, string situation, TarBytes archive) =>
        new(row, situation, (_, compression) => TarBytes.Compress(archive.ToArray(), compression));

    public override string ToString() => $"{Row} {Situation}";
}
