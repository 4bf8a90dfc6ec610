using System.Text;
using Slipway.Core.Tests.Bundles;
using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class PackSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task B22_What_was_packed_is_read_where_it_lies()
    {
        var big = new byte[700_001];
        Random.Shared.NextBytes(big);
        var longName = $"targets/releases/1.0.0/linux-x64/{new string('a', 90)}.payload.tar.zst";
        using var pack = await WriteAsync(("metadata/1.root.json", "root"u8.ToArray()), ("metadata/1.a b.json", "spaced"u8.ToArray()), (longName, big), ("targets/empty", []));

        Assert.Equal("root", Encoding.UTF8.GetString((await ReadAsync(pack, "metadata/1.root.json"))!));
        Assert.Equal("spaced", Encoding.UTF8.GetString((await ReadAsync(pack, "metadata/1.a%20b.json"))!));
        Assert.Equal(big, await ReadAsync(pack, longName));
        Assert.Empty((await ReadAsync(pack, "targets/empty"))!);
        Assert.Null(await ReadAsync(pack, "metadata/2.root.json"));
    }

    [Fact]
    public async Task B22_A_whole_repository_is_read_from_a_pack()
    {
        var repository = new RepositorySimulator();
        using var pack = await WriteAsync([.. repository.Files.Select(file => (Uri.UnescapeDataString(file.Key), file.Value))]);
        var device = new SimulatedDevice(repository) { Source = pack };

        await device.RefreshAsync();

        var online = new SimulatedDevice(repository);
        await online.RefreshAsync();
        Assert.Equal(await online.StateAsync(), await device.StateAsync());
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("metadata/..%2F..%2Fsecret")]
    [InlineData("metadata//1.root.json")]
    public async Task J3_Nothing_else_is_asked_of_a_pack(string path)
    {
        using var pack = await WriteAsync(("metadata/1.root.json", []));

        var refusal = await Assert.ThrowsAsync<TrustException>(() => pack.OpenAsync(path, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
    }

    public static TheoryData<string, byte[]> Refused => new()
    {
        { "nothing", [] },
        { "not a tar", [.. Enumerable.Repeat((byte)'a', 2048)] },
        { "a link", new TarBytes().Header("metadata/1.root.json", 0, '2', link: "/etc/passwd").End().ToArray() },
        { "a hard link", new TarBytes().Header("metadata/1.root.json", 0, '1', link: "metadata/x").End().ToArray() },
        { "a folder", new TarBytes().Header("metadata/", 0, '5').End().ToArray() },
        { "a device", new TarBytes().Header("metadata/null", 0, '3').End().ToArray() },
        { "twice", new TarBytes().File("metadata/a", "1").File("metadata/a", "2").End().ToArray() },
        { "outside", new TarBytes().File("state/lock").End().ToArray() },
        { "up", new TarBytes().File("metadata/../../state/lock").End().ToArray() },
        { "absolute", new TarBytes().File("/metadata/a").End().ToArray() },
        { "empty segment", new TarBytes().File("targets//a").End().ToArray() },
        { "a backslash", new TarBytes().File("targets/a\\b").End().ToArray() },
        { "no end", new TarBytes().File("metadata/a").ToArray() },
        { "half an end", new TarBytes().File("metadata/a").Raw(new byte[512]).ToArray() },
        { "more after the end", new TarBytes().File("metadata/a").End().Raw(new byte[512]).ToArray() },
        { "cut inside a file", new TarBytes().File("metadata/a", "content", size: 4096).ToArray() },
        { "a size past every end", new TarBytes().Pax("size=9223372036854775807").File("metadata/a").End().ToArray() },
        { "something between files", new TarBytes().Header("metadata/a", 1).Raw([.. Enumerable.Repeat((byte)'a', 512)]).End().ToArray() },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task T4_What_slipway_would_not_write_is_no_pack(string what, byte[] bytes)
    {
        await File.WriteAllBytesAsync(_folder["a.pack"], bytes);

        var refusal = Assert.Throws<TrustException>(() => PackSource.Open(_folder["a.pack"]));

        Assert.True(refusal.Failure == TrustFailure.Archive, what);
        Assert.StartsWith($"{_folder["a.pack"]} is no pack: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T7_A_pack_has_a_most_of_files()
    {
        var archive = new TarBytes();
        for (var i = 0; i <= PackIndex.MaxFiles; i++)
        {
            archive.Header($"metadata/{i}", 0);
        }

        await File.WriteAllBytesAsync(_folder["a.pack"], archive.End().ToArray());

        Assert.Equal(TrustFailure.Archive, Assert.Throws<TrustException>(() => PackSource.Open(_folder["a.pack"])).Failure);
    }

    [Fact]
    public void A_pack_that_is_not_there_is_a_matter_of_transport()
    {
        var failure = Assert.Throws<DeviceException>(() => PackSource.Open(_folder["none.pack"]));

        Assert.Equal(DeviceFailure.Transport, failure.Failure);
    }

    [Fact]
    public void A4_A_pipe_is_no_pack_and_is_not_waited_for()
    {
        Command.Run(_folder, "mkfifo", "a.pack");

        var failure = Assert.Throws<DeviceException>(() => PackSource.Open(_folder["a.pack"]));

        Assert.Equal(DeviceFailure.Transport, failure.Failure);
    }

    [Theory]
    [InlineData(0, 0, "0123456789")]
    [InlineData(4, 4, "456789")]
    [InlineData(10, 10, "")]
    [InlineData(11, 0, "0123456789")]
    public async Task B22_A_file_is_continued_where_the_last_run_stopped(long offset, long start, string rest)
    {
        using var pack = await WriteAsync(("targets/a", "0123456789"u8.ToArray()), ("targets/b", "beside"u8.ToArray()));

        var part = await pack.OpenFromAsync("targets/a", offset, tag: null, CancellationToken.None);

        Assert.Equal(start, part!.Offset);
        Assert.Equal(rest, await new StreamReader(part.Content).ReadToEndAsync());
    }

    private async Task<PackSource> WriteAsync(params (string Path, byte[] Bytes)[] files)
    {
        await using (var pack = File.Create(_folder["a.pack"]))
        {
            var writer = new PackWriter(pack);
            foreach (var (path, bytes) in files)
            {
                await writer.AddAsync(path, bytes.Length, stream => stream.WriteAsync(bytes).AsTask(), CancellationToken.None);
            }

            await writer.FinishAsync(CancellationToken.None);
        }

        return PackSource.Open(_folder["a.pack"]);
    }

    private static async Task<byte[]?> ReadAsync(PackSource pack, string path)
    {
        await using var stream = await pack.OpenAsync(path, CancellationToken.None);
        if (stream is null)
        {
            return null;
        }

        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return content.ToArray();
    }
}
