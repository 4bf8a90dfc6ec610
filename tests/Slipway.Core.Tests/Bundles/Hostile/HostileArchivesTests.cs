using Slipway.Bundles;

namespace Slipway.Core.Tests.Bundles.Hostile;

/// <summary>Each archive of the corpus, in both compressions: a coded refusal, nothing changed around the folder, and no more on the disk than was signed.</summary>
public sealed class HostileArchivesTests(ITestOutputHelper output)
{
    private const long FileBuffer = 256 * 1024;

    public static TheoryData<string> Rows => ["T1", "T2", "T3", "T5", "T6", "T7", "T8", "T9", "T10"];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task T1_to_T10_a_hostile_archive_is_refused_with_a_code_and_reaches_nothing_outside(string row)
    {
        var archives = HostileArchives.All.Where(archive => archive.Row == row).ToArray();
        var failures = new List<string>();
        using var sentinel = new SentinelTree();
        foreach (var compression in new[] { PayloadCompression.Zstd, PayloadCompression.Gzip })
        {
            foreach (var archive in archives)
            {
                if (await FindFailureAsync(archive, compression, sentinel) is { } failure)
                {
                    failures.Add($"{archive} ({compression}): {failure}");
                }
            }
        }

        output.WriteLine($"{row}: {2 * archives.Length} archives, failed {failures.Count}");
        Assert.True(archives.Length > 10 && failures.Count == 0, string.Join('\n', failures));
    }

    [Fact]
    public async Task The_archive_that_all_of_them_vary_is_accepted()
    {
        foreach (var compression in new[] { PayloadCompression.Zstd, PayloadCompression.Gzip })
        {
            using var sentinel = new SentinelTree();

            await ExtractAsync(TarBytes.Compress(HostileArchives.Good().ToArray(), compression), compression, sentinel.Tree);

            Assert.Equal(ArchiveManifest.UnpackedBytes, sentinel.BytesInTree);
        }
    }

    [Theory]
    [InlineData("0000000")]
    [InlineData("0000777")]
    [InlineData("0001666")]
    [InlineData("0002755")]
    [InlineData("0004755")]
    [InlineData("0006777")]
    [InlineData("0007777")]
    public async Task T4_modes_and_owners_of_an_archive_are_ignored(string mode)
    {
        foreach (var owner in new[] { "0000000", "0001750", "7777777" })
        {
            using var sentinel = new SentinelTree();
            var archive = new TarBytes().Header("a", ArchiveManifest.Content.Length, mode: mode, owner: owner).Content("content"u8.ToArray())
                .Header("b/c", ArchiveManifest.Content.Length, mode: mode, owner: owner).Content("content"u8.ToArray()).End();

            await ExtractAsync(TarBytes.Compress(archive.ToArray(), PayloadCompression.Zstd), PayloadCompression.Zstd, sentinel.Tree);

            Assert.Equal("644 755 755\n", Shell.Run(sentinel.Folder, "cd around/tree; stat -c %a a b b/c | paste -sd ' '"));
            Assert.Single(Shell.Run(sentinel.Folder, "cd around/tree; stat -c %u:%g . a b b/c | uniq").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private static async Task<string?> FindFailureAsync(HostileArchive archive, PayloadCompression compression, SentinelTree sentinel)
    {
        sentinel.Clear();
        try
        {
            await ExtractAsync(archive.Payload(sentinel.Path, compression), compression, sentinel.Tree);
            return "accepted";
        }
        catch (TrustException refusal) when (refusal.Failure is TrustFailure.Archive or TrustFailure.DigestMismatch)
        {
            return refusal.Message.Any(char.IsControl) ? $"its refusal holds control characters: {refusal.Message}"
                : sentinel.FindChange() is { } change ? $"changed outside: {change}"
                : sentinel.FindSpecial() is { } special ? $"made: {special}"
                : sentinel.BytesInTree > ArchiveManifest.UnpackedBytes + FileBuffer ? $"took {sentinel.BytesInTree} bytes"
                : null;
        }
        catch (Exception other)
        {
            return $"no coded refusal: {other.GetType().Name} {other.Message}";
        }
    }

    private static async Task ExtractAsync(byte[] payload, PayloadCompression compression, string folder)
    {
        using var stream = new MemoryStream(payload);
        await PayloadExtractor.ExtractAsync(stream, ArchiveManifest.For(compression), folder, null, CancellationToken.None);
    }
}
