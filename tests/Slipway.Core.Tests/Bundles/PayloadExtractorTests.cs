using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles;

public sealed class PayloadExtractorTests
{
    private const string Content = ArchiveManifest.Content;

    public static TheoryData<string, PayloadCompression, byte[]> HostileArchives
    {
        get
        {
            var rows = new TheoryData<string, PayloadCompression, byte[]>();
            foreach (var (situation, archive) in Archives())
            {
                rows.Add(situation, PayloadCompression.Zstd, archive);
                rows.Add(situation, PayloadCompression.Gzip, archive);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(HostileArchives), DisableDiscoveryEnumeration = true)]
    public async Task T1_to_T10_a_hostile_archive_is_refused_and_writes_nothing_outside(string situation, PayloadCompression compression, byte[] archive)
    {
        using var folder = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, TarBytes.Compress(archive, compression), ArchiveManifest.For(compression)));

        Assert.True(refusal.Failure == TrustFailure.Archive, $"{situation}: {refusal.Message}");
        Assert.Equal("SLP2008", refusal.Code);
        Assert.Equal(["tree"], folder.Names);
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(folder["tree"], "*", SearchOption.AllDirectories), path => new FileInfo(path).LinkTarget is not null);
        Assert.DoesNotContain(refusal.Message, char.IsControl);
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task T4_T10_modes_owners_and_times_of_the_archive_are_ignored_and_an_extended_path_counts(PayloadCompression compression)
    {
        using var folder = new TemporaryFolder();
        var archive = new TarBytes()
            .Header("a", Content.Length, mode: "0006777", owner: "0001750").Content(Encoding.UTF8.GetBytes(Content))
            .Pax("path=b/c", "size=7", "mtime=1.5").Header("../ignored", 0).Content(Encoding.UTF8.GetBytes(Content))
            .End().ToArray();

        await ExtractAsync(folder, TarBytes.Compress(archive, compression), ArchiveManifest.For(compression));

        Assert.Equal("644 755\n", Shell.Run(folder, "cd tree; stat -c %a a b/c | paste -sd ' '"));
        Assert.Equal("a b/c l", string.Join(' ', Shell.Run(folder, "cd tree; find . -not -type d | sort").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(path => path[2..])));
        Assert.Equal("b/c", new FileInfo(Path.Combine(folder["tree"], "l")).LinkTarget);
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task T8_a_file_with_other_content_is_a_mismatch(PayloadCompression compression)
    {
        using var folder = new TemporaryFolder();
        var archive = new TarBytes().File("a", "CONTENT").File("b/c").End().ToArray();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, TarBytes.Compress(archive, compression), ArchiveManifest.For(compression)));

        Assert.Equal(TrustFailure.DigestMismatch, refusal.Failure);
        Assert.Contains("Hash mismatch for a", refusal.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T8_more_wrong_files_than_there_is_room_for_are_refused(bool isWrong)
    {
        using var folder = new TemporaryFolder();

        // With its header 32 KiB: whole files in whole blocks, none of which is written where it is read.
        var content = new string('x', (32 * 1024) - 512);
        string[] names = [.. Enumerable.Range(0, 200).Select(i => $"{i % 7}/{i}")];
        var archive = names.Aggregate(new TarBytes(), (tar, name) => tar.File(name, content)).End().ToArray();
        var payload = TarBytes.Compress(archive, PayloadCompression.Zstd);
        var digest = Sha256Digest.Of(Encoding.UTF8.GetBytes(isWrong ? Content : content)).ToString();
        var manifest = ArchiveManifest.For(PayloadCompression.Zstd, content.Length * names.Length, new JsonObject(names.Select(name => KeyValuePair.Create(name, (JsonNode?)digest))));

        var extraction = ExtractAsync(folder, payload, manifest);

        if (isWrong)
        {
            Assert.Equal(TrustFailure.DigestMismatch, (await Assert.ThrowsAsync<TrustException>(() => extraction)).Failure);
        }
        else
        {
            await extraction;
            Assert.All(names, name => Assert.Equal(content, File.ReadAllText(Path.Combine(folder["tree"], name))));
        }
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task T9_a_payload_cut_anywhere_is_refused(PayloadCompression compression)
    {
        var payload = TarBytes.Compress(Good(), compression);

        for (var length = 0; length < payload.Length; length++)
        {
            using var folder = new TemporaryFolder();
            var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, payload[..length], ArchiveManifest.For(compression)));
            Assert.Equal(TrustFailure.Archive, refusal.Failure);
        }
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd, "a byte")]
    [InlineData(PayloadCompression.Zstd, "an empty member")]
    [InlineData(PayloadCompression.Zstd, "a second member")]
    [InlineData(PayloadCompression.Zstd, "much")]
    [InlineData(PayloadCompression.Gzip, "a byte")]
    [InlineData(PayloadCompression.Gzip, "an empty member")]
    [InlineData(PayloadCompression.Gzip, "a second member")]
    [InlineData(PayloadCompression.Gzip, "much")]
    public async Task T9_what_follows_the_compressed_data_is_refused(PayloadCompression compression, string what)
    {
        using var folder = new TemporaryFolder();
        var good = TarBytes.Compress(Good(), compression);
        byte[] rest = what switch
        {
            "a byte" => [0],
            "an empty member" => compression == PayloadCompression.Gzip ? [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0] : TarBytes.Compress([], compression),
            "a second member" => good,
            _ => new byte[300_000],
        };

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, [.. good, .. rest], ArchiveManifest.For(compression)));

        Assert.Equal(TrustFailure.Archive, refusal.Failure);
    }

    [Fact]
    public async Task T9_a_gzip_checksum_that_does_not_fit_is_refused()
    {
        using var folder = new TemporaryFolder();
        var payload = TarBytes.Compress(Good(), PayloadCompression.Gzip);
        payload[^6] ^= 1;

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, payload, ArchiveManifest.For(PayloadCompression.Gzip)));

        Assert.Contains("checksum", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PayloadCompression.Zstd)]
    [InlineData(PayloadCompression.Gzip)]
    public async Task T5_a_bomb_stops_before_it_takes_more_room_than_was_signed(PayloadCompression compression)
    {
        using var folder = new TemporaryFolder();
        var archive = new TarBytes().Header("a", 50_000_000).Content(new byte[50_000_000]).File("b/c").End().ToArray();

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, TarBytes.Compress(archive, compression), ArchiveManifest.For(compression)));

        Assert.Equal(TrustFailure.Archive, refusal.Failure);
        Assert.Empty(Directory.EnumerateFiles(folder["tree"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task T5_a_window_that_needs_more_memory_than_a_device_has_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllBytesAsync(folder["tar"], new TarBytes().Header("a", 40_000_000).Content(new byte[40_000_000]).End().ToArray());
        Shell.Run(folder, "zstd -q --long=27 tar -o z; rm tar");
        var payload = await File.ReadAllBytesAsync(folder["z"]);
        File.Delete(folder["z"]);

        var refusal = await Assert.ThrowsAsync<TrustException>(() => ExtractAsync(folder, payload, ArchiveManifest.For(PayloadCompression.Zstd)));

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkdir tree; touch tree/x")]
    [InlineData("mkdir elsewhere; ln -s elsewhere tree")]
    [InlineData("true")]
    public async Task C1_a_folder_that_is_not_new_and_empty_is_refused(string line)
    {
        using var folder = new TemporaryFolder();
        Shell.Run(folder, line);
        using var payload = new MemoryStream(TarBytes.Compress(Good(), PayloadCompression.Zstd));

        var refusal = await Assert.ThrowsAsync<DeviceException>(
            () => PayloadExtractor.ExtractAsync(payload, ArchiveManifest.For(PayloadCompression.Zstd), folder["tree"], null, CancellationToken.None));

        Assert.Equal(DeviceFailure.Disk, refusal.Failure);
    }

    private static byte[] Good() => new TarBytes().File("a").File("b/c").End().ToArray();

    private static IEnumerable<(string Situation, byte[] Archive)> Archives()
    {
        foreach (var name in new[] { "../../etc/x", "/etc/x", "a/../../b", "C:\\x", "C:/x", "b\\c", "a/", "./a", "b//c", "", "a\u0301", "x\ny" })
        {
            yield return ($"T1 the name {name}", new TarBytes().File(name).End().ToArray());
            yield return ($"T10 the extended name {name}", new TarBytes().Pax($"path={name}").File("a").End().ToArray());
        }

        foreach (var type in "123456789ALKSVMDNgX\u0001")
        {
            yield return ($"T2 T3 the type {type}", new TarBytes().Header("a", 0, type, link: "../outside").File("a").File("b/c").End().ToArray());
        }

        yield return ("T2 a file through a link", new TarBytes().Header("b", 0, '2', link: "/tmp").File("b/c").End().ToArray());
        foreach (var key in new[] { "linkpath=x", "uid=0", "gname=root", "SCHILY.xattr.user.x=1", "SCHILY.acl.access=x", "GNU.sparse.major=1", "comment=x", "path=a\n9 uid=0", "=x" })
        {
            yield return ($"T10 the key {key}", new TarBytes().Pax(key).File("a").File("b/c").End().ToArray());
        }

        foreach (var records in new[] { "junk", "5 a=b\n", "999999 path=a\n", "8 path=a\n", "010 path=a\n", "-9 path=a\n", "9 path=a", "11 size=-1\n", "9 size=\n" })
        {
            yield return ($"T10 the records {records}", new TarBytes().File("PaxHeader", records, 'x').File("a").File("b/c").End().ToArray());
        }

        yield return ("T10 one key twice", new TarBytes().Pax("path=a", "path=a").File("a").File("b/c").End().ToArray());
        yield return ("T10 two extended headers", new TarBytes().Pax("path=a").Pax("path=a").File("a").File("b/c").End().ToArray());
        yield return ("T10 an extended header at the end", new TarBytes().File("a").File("b/c").Pax("path=a").End().ToArray());
        yield return ("T10 an extended header that is too long", new TarBytes().Pax("path=" + new string('x', 2000)).File("a").File("b/c").End().ToArray());
        yield return ("T10 an extended size that is too small", new TarBytes().Pax("size=3").File("a").File("b/c").End().ToArray());
        yield return ("T5 T8 a larger file", new TarBytes().File("a", "content and more").File("b/c").End().ToArray());
        yield return ("T5 a size beyond everything", new TarBytes().Pax("size=9223372036854775807").File("a").File("b/c").End().ToArray());
        yield return ("T5 a path too long", new TarBytes().Pax("path=" + new string('x', 241)).File("a").End().ToArray());
        yield return ("T5 a path too deep", new TarBytes().File(string.Join('/', Enumerable.Repeat("d", 17))).End().ToArray());
        yield return ("T6 a file twice", new TarBytes().File("a").File("a").File("b/c").End().ToArray());
        yield return ("T6 a folder's name", new TarBytes().File("a").File("b").File("b/c").End().ToArray());
        yield return ("T6 a file below a file", new TarBytes().File("a").File("a/x").File("b/c").End().ToArray());
        yield return ("T7 another case", new TarBytes().File("a").File("A").File("b/c").End().ToArray());
        yield return ("T8 a file that is not listed", new TarBytes().File("a").File("b/c").File("d").End().ToArray());
        yield return ("T8 a link's name", new TarBytes().File("a").File("b/c").File("l").End().ToArray());
        yield return ("T8 a missing file", new TarBytes().File("a").End().ToArray());
        yield return ("T9 no end", new TarBytes().File("a").File("b/c").ToArray());
        yield return ("T9 half an end", new TarBytes().File("a").File("b/c").Raw(new byte[512]).ToArray());
        yield return ("T9 garbage after the end", new TarBytes().File("a").File("b/c").End().Raw([1]).ToArray());
        yield return ("T9 zeros after the end", new TarBytes().File("a").File("b/c").End().Raw(new byte[512]).ToArray());
        yield return ("T9 garbage in the end", new TarBytes().File("a").File("b/c").Raw([.. new byte[1000], 1, .. new byte[23]]).ToArray());
        yield return ("T9 garbage in the padding", new TarBytes().Header("a", 7).Raw([.. Encoding.UTF8.GetBytes(Content), 1, .. new byte[504]]).File("b/c").End().ToArray());
        yield return ("T9 nothing", []);
        yield return ("T3 the old GNU format", Patched(header => TarBytes.Put(header, 257, "ustar  \0")));
        yield return ("T3 no format", Patched(header => header.AsSpan(257, 8).Clear()));
        yield return ("T3 a binary size", Patched(header => header[124] = 0x80));
        yield return ("T3 a size that is no number", Patched(header => header[124] = (byte)'9'));
        yield return ("T3 a name that is no text", Patched(header => header[1] = 0xff));
        var unsummed = Good();
        unsummed[110] ^= 1;
        yield return ("T9 a header with another checksum", unsummed);
    }

    private static byte[] Patched(Action<byte[]> change)
    {
        var archive = Good();
        var header = archive[..512];
        change(header);
        return [.. TarBytes.Sum(header), .. archive[512..]];
    }

    private static async Task ExtractAsync(TemporaryFolder folder, byte[] payload, Manifest manifest)
    {
        Directory.CreateDirectory(folder["tree"]);
        using var stream = new MemoryStream(payload);
        await PayloadExtractor.ExtractAsync(stream, manifest, folder["tree"], null, CancellationToken.None);
    }
}
