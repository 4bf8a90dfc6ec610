using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>Payloads whose archive is in order, and whose compression is not.</summary>
internal static class Compressions
{
    private const uint ZstdMagic = 0xfd2fb528;
    private const uint SkippableMagic = 0x184d2a50;

    public static IEnumerable<HostileArchive> All
    {
        get
        {
            foreach (var length in new[] { 1, 2, 4, 17, 100, 4_096, 300_000 })
            {
                yield return Of($"{length} zeros after the end", good => [.. good, .. new byte[length]]);
                yield return Of($"{length} bytes after the end", good => [.. good, .. Enumerable.Repeat((byte)0xa5, length)]);
                yield return Of($"{length} zeros before the start", good => [.. new byte[length], .. good]);
                yield return Of($"{length} bytes missing at the end", good => good[..Math.Max(0, good.Length - length)]);
                yield return Of($"{length} bytes missing at the start", good => good[Math.Min(good.Length, length)..]);
            }

            yield return Of("twice", good => [.. good, .. good]);
            yield return Of("in two members", (good, compression) => Split(compression, 512));
            yield return Of("in two members that part at the end", (good, compression) => Split(compression, HostileArchives.Good().ToArray().Length - 1024));
            yield return Of("an empty member after it", (good, compression) => [.. good, .. Empty(compression)]);
            yield return Of("an empty member before it", (good, compression) => [.. Empty(compression), .. good]);
            yield return Of("a skippable frame before it", good => [.. Skippable(), .. good]);
            yield return Of("a skippable frame after it", good => [.. good, .. Skippable()]);
            yield return Of("a skippable frame and nothing else", _ => Skippable());
            yield return Of("a frame that states no end", _ => [.. BitConverter.GetBytes(ZstdMagic), 0x00, 0x58]);
            yield return Of("the other compression", (_, compression) => TarBytes.Compress(HostileArchives.Good().ToArray(), Other(compression)));
            yield return Of("no compression", _ => HostileArchives.Good().ToArray());
            yield return Of("compressed twice", (good, compression) => TarBytes.Compress(good, compression));
            yield return Of("nothing", _ => []);
            for (var offset = 0; offset < 12; offset++)
            {
                var at = offset;
                yield return Of($"other bits at {at}", (good, compression) => Flip(good, compression, at));
                yield return Of($"other bits at {at} from the end", (good, _) => [.. good[..(good.Length - 1 - at)], (byte)(good[good.Length - 1 - at] ^ 0xff), .. good[(good.Length - at)..]]);
            }
        }
    }

    private static HostileArchive Of(string situation, Func<byte[], byte[]> change) => Of(situation, (good, _) => change(good));

    private static HostileArchive Of(string situation, Func<byte[], PayloadCompression, byte[]> change) =>
        new("T9", situation, (_, compression) => change(TarBytes.Compress(HostileArchives.Good().ToArray(), compression), compression));

    private static byte[] Split(PayloadCompression compression, int at)
    {
        var archive = HostileArchives.Good().ToArray();
        return [.. TarBytes.Compress(archive[..at], compression), .. TarBytes.Compress(archive[at..], compression)];
    }

    // .NET writes no member at all for nothing.
    private static byte[] Empty(PayloadCompression compression) =>
        compression == PayloadCompression.Gzip ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] : TarBytes.Compress([], compression);

    private static byte[] Skippable() => [.. BitConverter.GetBytes(SkippableMagic), 4, 0, 0, 0, 1, 2, 3, 4];

    private static PayloadCompression Other(PayloadCompression compression) => compression == PayloadCompression.Gzip ? PayloadCompression.Zstd : PayloadCompression.Gzip;

    // gzip's time, hints and system (bytes 4 to 9) say nothing about what is in it: changed, it is not hostile, so something that matters is changed too.
    private static byte[] Flip(byte[] good, PayloadCompression compression, int at)
    {
        byte[] changed = [.. good];
        changed[at] ^= 0xff;
        if (compression == PayloadCompression.Gzip && at is >= 4 and <= 9)
        {
            changed[2] ^= 0xff;
        }

        return changed;
    }
}
