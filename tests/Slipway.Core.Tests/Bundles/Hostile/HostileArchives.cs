using System.Text;

namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>The corpus: every row of the attacks on archives, in every spelling that we could think of.</summary>
/// <remarks>The manifest that they are held against lists the files <c>a</c> and <c>b/c</c>, each with the same content, and the link <c>l</c>.</remarks>
internal static class HostileArchives
{
    private static readonly string[] Targets = ["outside", "../outside", "/etc/passwd", "a", "b/c", ".", "..", "/", "", "../../../../../../../../tmp"];

    public static IEnumerable<HostileArchive> All =>
        [.. Names(), .. Links(), .. Types(), .. Sizes(), .. Duplicates(), .. Collisions(), .. Listings(), .. Ends(), .. Records(), .. Damaged(), .. Compressions.All];

    public static TarBytes Good() => new TarBytes().File("a").File("b/c").End();

    // T1. In the header's name, in its prefix, in an extended header.
    private static IEnumerable<HostileArchive> Names()
    {
        foreach (var name in HostileNames.All)
        {
            if (Encoding.UTF8.GetByteCount(name) is > 0 and <= 100)
            {
                yield return HostileArchive.Of("T1", $"the name {name}", new TarBytes().File(name).File("a").File("b/c").End());
                yield return HostileArchive.Of("T1", $"the last name {name}", new TarBytes().File("a").File("b/c").File(name).End());
                yield return HostileArchive.Of("T1", $"the name {name} instead of one that is listed", new TarBytes().File("a").File(name).End());
                yield return HostileArchive.Of("T1", $"the prefix {name}", Patched(header => TarBytes.Put(header, 345, name)));
            }

            yield return HostileArchive.Of("T10", $"the extended name {name}", new TarBytes().Pax($"path={name}").File("a").File("b/c").End());
            yield return HostileArchive.Of("T10", $"the extended name {name} with a size", new TarBytes().File("a").Pax($"path={name}", "size=7").Header("b/c", 0).Content("content"u8.ToArray()).End());
        }

        yield return new HostileArchive("T1", "the absolute name of a file that is there", (root, compression) => TarBytes.Compress(new TarBytes().Pax($"path={root}/outside").File("a").File("b/c").End().ToArray(), compression));
    }

    // T2. A link where it is not expected, and a file through it.
    private static IEnumerable<HostileArchive> Links()
    {
        foreach (var type in "12")
        {
            foreach (var target in Targets)
            {
                yield return HostileArchive.Of("T2", $"a link of type {type} to '{target}'", new TarBytes().Header("b", 0, type, link: target).File("a").File("b/c").End());
                yield return HostileArchive.Of("T2", $"a listed link of type {type} to '{target}'", new TarBytes().Header("l", 0, type, link: target).File("a").File("b/c").End());
                yield return HostileArchive.Of("T2", $"a link of type {type} to '{target}' instead of a file", new TarBytes().Header("a", 0, type, link: target).File("a").File("b/c").End());
                yield return HostileArchive.Of("T2", $"a last link of type {type} to '{target}'", new TarBytes().File("a").File("b/c").Header("d", 0, type, link: target).End());
                yield return HostileArchive.Of("T2", $"a link of type {type} with content, to '{target}'", new TarBytes().Header("a", 7, type, link: target).Content("content"u8.ToArray()).File("b/c").End());
                yield return HostileArchive.Of("T2", $"a link of type {type} that an extended header points to '{target}'", new TarBytes().Pax($"linkpath={target}").Header("a", 0, type).File("b/c").End());
            }
        }
    }

    // T3. Every type but those of regular files; an extended header is one where no extended header may be.
    private static IEnumerable<HostileArchive> Types()
    {
        foreach (var type in Enumerable.Range(1, 127).Select(code => (char)code).Where(type => type is not ('0' or 'x')))
        {
            yield return HostileArchive.Of("T3", $"the type 0x{(int)type:x2}", new TarBytes().Header("a", 7, type).Content("content"u8.ToArray()).File("b/c").End());
            yield return HostileArchive.Of("T3", $"the type 0x{(int)type:x2} besides", new TarBytes().File("a").File("b/c").Header("d", 0, type).End());
        }

        yield return HostileArchive.Of("T3", "a long name as GNU tar writes it", new TarBytes().File("././@LongLink", "../../outside\0", 'L').File("a").File("b/c").End());
        yield return HostileArchive.Of("T3", "a long link as GNU tar writes it", new TarBytes().File("././@LongLink", "../../outside\0", 'K').Header("a", 0, '2').File("b/c").End());
        yield return HostileArchive.Of("T3", "a global extended header", new TarBytes().File("g", "13 path=../x\n", 'g').File("a").File("b/c").End());
    }

    // T5. More than was signed, in bytes, in files, in names.
    private static IEnumerable<HostileArchive> Sizes()
    {
        foreach (var size in new[] { 0L, 6, 8, 511, 512, 513, 1 << 20, 1L << 32, (1L << 33) - 1 })
        {
            yield return HostileArchive.Of("T5", $"a size of {size}", new TarBytes().Header("a", size).Content("content"u8.ToArray()).File("b/c").End());
        }

        foreach (var size in new[] { "0", "6", "8", "512", "8589934592", "9223372036854775807", "9223372036854775808", "18446744073709551616", "-1", "+7", " 7", "7 ", "0x7", "7.0", "7e0", "" })
        {
            yield return HostileArchive.Of("T5", $"an extended size of '{size}'", new TarBytes().Pax($"size={size}").Header("a", 7).Content("content"u8.ToArray()).File("b/c").End());
        }

        foreach (var field in new[] { "77777777777", "7777777777777", "0000000000x", "-0000000007", "           ", "0000000 007", "\0\0\0\0\0\0\0\0\0\0\0\07", "0x000000007" })
        {
            yield return HostileArchive.Of("T5", $"the size field '{field}'", Patched(header => TarBytes.Put(header, 124, field[..Math.Min(field.Length, 12)])));
        }

        foreach (var first in new byte[] { 0x80, 0x81, 0xc0, 0xff })
        {
            yield return HostileArchive.Of("T5", $"a binary size that begins with 0x{first:x2}", Patched(header => header.AsSpan(124, 12).Fill(first)));
        }

        foreach (var (many, name) in new[] { (3, "one more file"), (1_000, "a thousand files"), (20_000, "twenty thousand files") })
        {
            yield return new HostileArchive("T5", name, (_, compression) => TarBytes.Compress(Enumerable.Range(0, many).Aggregate(new TarBytes(), (tar, i) => tar.File(i < 2 ? new[] { "a", "b/c" }[i] : $"f{i}")).End().ToArray(), compression));
        }

        foreach (var depth in new[] { 17, 18, 40, 119 })
        {
            yield return HostileArchive.Of("T5", $"a path of {depth} segments", new TarBytes().Pax($"path={string.Join('/', Enumerable.Repeat("d", depth))}").File("a").File("b/c").End());
        }

        foreach (var length in new[] { 241, 255, 256, 1_000 })
        {
            yield return HostileArchive.Of("T5", $"a path of {length} bytes", new TarBytes().Pax($"path={new string('x', length)}").File("a").File("b/c").End());
        }

        foreach (var length in new[] { 1_025, 4_096, 65_536, 10_000_000 })
        {
            yield return new HostileArchive("T5", $"an extended header of {length} bytes", (_, compression) => TarBytes.Compress(new TarBytes().Pax("path=" + new string('x', length)).File("a").File("b/c").End().ToArray(), compression));
        }
    }

    private static IEnumerable<HostileArchive> Duplicates()
    {
        string[][] orders = [["a", "a", "b/c"], ["a", "b/c", "a"], ["a", "b/c", "b/c"], ["a", "b", "b/c"], ["a", "b/c", "b"], ["a", "a/x", "b/c"], ["a/x", "a", "b/c"], ["a", "b/c", "b/c/d"], ["b/c/d", "a", "b/c"]];
        foreach (var names in orders)
        {
            yield return HostileArchive.Of("T6", string.Join(", ", names), names.Aggregate(new TarBytes(), (tar, name) => tar.File(name)).End());
            yield return HostileArchive.Of("T6", $"{string.Join(", ", names)} by extended headers", names.Aggregate(new TarBytes(), (tar, name) => tar.Pax($"path={name}").File("z")).End());
        }
    }

    private static IEnumerable<HostileArchive> Collisions()
    {
        foreach (var name in new[] { "A", "B/c", "b/C", "B/C", "a\u200b", "\uff41", "a\u0301", "\u00aa", "\u24d0", "a ", " a", "a.", "\u0430", "b/\u217d" })
        {
            yield return HostileArchive.Of("T7", $"'{name}' beside a listed name", new TarBytes().File("a").File("b/c").File(name).End());
            yield return HostileArchive.Of("T7", $"'{name}' for a listed name", new TarBytes().File(name).File("b/c").End());
        }
    }

    private static IEnumerable<HostileArchive> Listings()
    {
        yield return HostileArchive.Of("T8", "nothing at all", new TarBytes().End());
        yield return HostileArchive.Of("T8", "one file missing", new TarBytes().File("a").End());
        yield return HostileArchive.Of("T8", "the other one missing", new TarBytes().File("b/c").End());
        foreach (var name in new[] { "d", "l", "b/d", "b/c/d", "manifest.json", "signature.sig", ".staging", "current" })
        {
            yield return HostileArchive.Of("T8", $"{name} besides", new TarBytes().File("a").File("b/c").File(name).End());
            yield return HostileArchive.Of("T8", $"{name} first", new TarBytes().File(name).File("a").File("b/c").End());
            yield return HostileArchive.Of("T8", $"{name}, empty, besides", new TarBytes().File("a").File("b/c").File(name, "").End());
        }

        foreach (var content in new[] { "CONTENT", "conten", "contents", "", "content\0", "\0\0\0\0\0\0\0" })
        {
            yield return HostileArchive.Of("T8", $"the content '{content}'", new TarBytes().File("a", content).File("b/c").End());
            yield return HostileArchive.Of("T8", $"the last content '{content}'", new TarBytes().File("a").File("b/c", content).End());
        }
    }

    // T9. Cut at every block, and followed by everything.
    private static IEnumerable<HostileArchive> Ends()
    {
        var good = Good().ToArray();
        for (var length = 0; length < good.Length; length += 256)
        {
            yield return HostileArchive.Of("T9", $"cut after {length} bytes", new TarBytes().Raw(good[..length]));
        }

        foreach (var (what, rest) in new (string, byte[])[] { ("a byte", [1]), ("a zero", [0]), ("a block of zeros", new byte[512]), ("a record of zeros", new byte[10_240]), ("a block", [.. Enumerable.Repeat((byte)7, 512)]), ("itself", good) })
        {
            yield return HostileArchive.Of("T9", $"{what} after the end", new TarBytes().Raw(good).Raw(rest));
        }

        for (var block = 0; block <= 4; block++)
        {
            yield return HostileArchive.Of("T9", $"a block of zeros before block {block}", new TarBytes().Raw([.. good[..(block * 512)], .. new byte[512], .. good[(block * 512)..]]));
        }
    }

    // T10. Keys and records that an extended header may not have.
    private static IEnumerable<HostileArchive> Records()
    {
        foreach (var key in HostileNames.ExtendedKeys)
        {
            yield return HostileArchive.Of("T10", $"the key {key}", new TarBytes().Pax(key).File("a").File("b/c").End());
            yield return HostileArchive.Of("T10", $"the key {key} after a path", new TarBytes().Pax("path=a", key).File("z").File("b/c").End());
        }

        foreach (var records in HostileNames.ExtendedRecords)
        {
            yield return HostileArchive.Of("T10", $"the records '{records}'", new TarBytes().File("PaxHeader", records, 'x').File("a").File("b/c").End());
        }

        yield return HostileArchive.Of("T10", "one path for two files", new TarBytes().Pax("path=a").File("a").Pax("path=a").File("b/c").End());
        yield return HostileArchive.Of("T10", "two extended headers", new TarBytes().Pax("path=a").Pax("path=a").File("a").File("b/c").End());
        yield return HostileArchive.Of("T10", "an extended header before the end", new TarBytes().File("a").File("b/c").Pax("path=d").End());
        yield return HostileArchive.Of("T10", "an extended header before a link", new TarBytes().Pax("path=a", "size=7").Header("x", 0, '2', link: "outside").File("b/c").End());
        yield return HostileArchive.Of("T10", "an extended size that hides a file", new TarBytes().Pax("size=1536").Header("a", 7).Content("content"u8.ToArray()).File("../../outside").File("b/c").End());
    }

    private static IEnumerable<HostileArchive> Damaged()
    {
        // One bit in each field that says something, with the checksum as it was.
        foreach (var offset in new[] { 0, 1, 99, 100, 107, 108, 116, 124, 130, 135, 136, 148, 150, 156, 157, 256, 257, 262, 263, 265, 297, 329, 345, 499 })
        {
            var header = Good().ToArray();
            header[offset] ^= 0x40;
            yield return HostileArchive.Of("T9", $"another bit at {offset}", new TarBytes().Raw(header));
        }

        foreach (var magic in new[] { "ustar  \0", "ustar\0\0\0", "USTAR\000", "\0\0\0\0\0\0\0\0", "tar\0\0\0\0\0", "ustar\001" })
        {
            yield return HostileArchive.Of("T3", $"the format {magic.Replace('\0', '0')}", Patched(header => TarBytes.Put(header, 257, magic)));
        }

        foreach (var name in new byte[][] { [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xc3], [0xf8, 0x88, 0x80, 0x80, 0x80] })
        {
            yield return HostileArchive.Of("T1", $"the name {Convert.ToHexStringLower(name)}, which is no UTF-8", Patched(header => name.CopyTo(header.AsSpan())));
        }
    }

    private static TarBytes Patched(Action<byte[]> change)
    {
        var good = Good().ToArray();
        var header = good[..512];
        change(header);
        return new TarBytes().Raw(TarBytes.Sum(header)).Raw(good[512..]);
    }
}
