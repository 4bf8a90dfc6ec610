namespace Slipway.Bundles.Archives;

/// <summary>Packs files into a payload: reading, archiving and hashing on one side, compressing and writing on the other.</summary>
/// <remarks>Memory does not grow with the payload.</remarks>
internal static class PayloadPacker
{
    public static async Task<(PackedPayload Payload, IReadOnlyList<Sha256Digest> Digests)> PackAsync(
        PayloadSource source, Stream output, PayloadSettings settings, IProgress<OperationProgress>? progress, CancellationToken cancellation)
    {
        using var pipe = new BlockPipe();
        using var payload = new DigestingStream(output);
        var assembler = new ArchiveAssembler(source.Files, new OperationMeter("packing", source.UnpackedSize, progress));

        await Pipeline.RunAsync(
            cancellation,
            stop => assembler.Write(pipe.OpenWriter(stop), stop),
            stop => PayloadCodec.Encode(payload, settings, pipe.OpenReader(stop).CopyTo));

        return (new PackedPayload(BundleFolder.PayloadName(settings.Compression), payload.ToDigest(), payload.WrittenBytes), assembler.Digests);
    }
}
