namespace Slipway.Bundles.Archives;

/// <summary>Unpacks a payload: decompressing on one side, checking and writing on the other.</summary>
internal static class PayloadUnpacker
{
    public static async Task UnpackAsync(Stream payload, Manifest manifest, IUnpackTarget target, OperationMeter meter, CancellationToken cancellation)
    {
        var compression = BundleFolder.CompressionOf(manifest.Payload ?? "")
            ?? throw new InvalidOperationException("The manifest describes a folder signed in place: there is no payload to unpack.");
        using var pipe = new BlockPipe();
        using var unpacker = new ArchiveUnpacker(manifest, target, meter);
        await Pipeline.RunAsync(
            cancellation,
            stop => Decode(payload, compression, pipe.OpenWriter(stop)),
            stop => unpacker.Unpack(pipe.OpenReader(stop), stop));
    }

    private static void Decode(Stream payload, PayloadCompression compression, BlockWriter archive)
    {
        using var decoded = PayloadCodec.Decode(payload, compression);
        while (decoded.Read(archive.Room.Span) is > 0 and var length)
        {
            archive.Advance(length);
        }

        archive.Complete();
    }
}
