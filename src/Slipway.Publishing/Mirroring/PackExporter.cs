using System.Security.Cryptography;
using Slipway.Storage;
using Slipway.Tuf.Sources;

namespace Slipway.Publishing.Mirroring;

/// <summary>Writes what the devices of a channel need into one file, which <c>slipway-agent apply</c> reads like any repository.</summary>
public static class PackExporter
{
    /// <summary>Writes the pack, or nothing. The same state of the repository gives the same bytes.</summary>
    /// <param name="origin">The repository.</param>
    /// <param name="selection">Whose devices it is for.</param>
    /// <param name="output">The file. What was there is replaced, when everything was found right.</param>
    /// <param name="progress">Told of the bytes written.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <exception cref="TrustException">A device would refuse it: wrong signatures, wrong bytes, expired.</exception>
    /// <exception cref="StoreException">The channel has no offer for a runtime, or the store is incomplete.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static async Task<Pack> WriteAsync(
        CopyOrigin origin, CopySelection selection, string output, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        var files = await origin.ReadAsync(selection, knownTimestamp: null, cancellation);
        if (files.Offers == 0)
        {
            throw new StoreException(StoreFailure.NotInChannel, $"{string.Join(", ", selection.Channels)} offers nothing yet.");
        }

        using var temporary = new TemporaryFile(output, mode: null);
        var writer = new PackWriter(temporary.Content);
        var done = 0L;
        foreach (var file in files.InOrder)
        {
            await writer.AddAsync(file.Path, file.Length, pack => file.CopyAsync(pack, cancellation), cancellation);
            done += file.Length;
            progress?.Report(new OperationProgress("exporting", done, files.Length));
        }

        await writer.FinishAsync(cancellation);
        temporary.Replace();
        await using var written = File.OpenRead(output);
        var digest = Sha256Digest.FromHash(await SHA256.HashDataAsync(written, cancellation));
        return new Pack(Path.GetFullPath(output), digest, written.Length, files.InOrder.Length);
    }
}
