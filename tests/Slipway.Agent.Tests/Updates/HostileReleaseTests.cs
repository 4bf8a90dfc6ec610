using System.Formats.Tar;
using System.Text;

namespace Slipway.Agent.Tests.Updates;

/// <summary>Archives that a stolen builder key signed: rightly signed, and hostile. The device takes nothing from them, and nothing of it changes.</summary>
public sealed class HostileReleaseTests : IAsyncLifetime
{
    private static readonly Dictionary<string, Func<byte[], byte[]>> Archives = new()
    {
        ["T1 leaves the tree"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "../../../escaped") { DataStream = Content("x") }),
        ["T1 is absolute"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "/tmp/slipway-escaped") { DataStream = Content("x") }),
        ["T2 is a link"] = tar => Add(tar, new UstarTarEntry(TarEntryType.SymbolicLink, "way-out") { LinkName = "/" }),
        ["T2 writes through a link"] = tar => Add(
            tar, new UstarTarEntry(TarEntryType.SymbolicLink, "way-out") { LinkName = "../../.." }, new UstarTarEntry(TarEntryType.RegularFile, "way-out/escaped") { DataStream = Content("x") }),
        ["T2 is a second name"] = tar => Add(tar, new UstarTarEntry(TarEntryType.HardLink, "second") { LinkName = "version.txt" }),
        ["T3 is a pipe"] = tar => Add(tar, new UstarTarEntry(TarEntryType.Fifo, "pipe")),
        ["T5 is larger than stated"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "more") { DataStream = new MemoryStream(new byte[1 << 20]) }),
        ["T6 is there twice"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "version.txt") { DataStream = Content("1.4.2") }),
        ["T7 differs by case"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "VERSION.txt") { DataStream = Content("1.4.2") }),
        ["T8 is not listed"] = tar => Add(tar, new UstarTarEntry(TarEntryType.RegularFile, "added") { DataStream = Content("x") }),
        ["T9 is cut off"] = tar => tar[..^1536],
        ["T9 goes on after its end"] = tar => [.. tar, .. "more"u8],
    };

    private readonly TestDevice _device = new();

    public static TheoryData<string> Names => [.. Archives.Keys];

    public async ValueTask InitializeAsync() => await _device.InstallAsync("1.4.1");

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task T1_T9_a_hostile_archive_that_is_rightly_signed_is_refused_and_changes_nothing(string name)
    {
        var around = Around();
        await _device.Repository.PublishAsync(new ReleaseRecipe("1.4.2") { Archive = Archives[name] });

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("error SLP2008", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(["v1.4.1"], _device.Versions);
        Assert.False(Directory.Exists(_device.Layout.Downloads));
        Assert.Equal(around, Around());
        Assert.False(File.Exists("/tmp/slipway-escaped"));

        await _device.InstallAsync("1.4.3");
        Assert.Equal("versions/v1.4.3", _device.Current);
    }

    /// <summary>What lies beside the device's folder and the service's, but for the repository that grows.</summary>
    private string[] Around() =>
        [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(_device.Layout.Base)!).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    private static MemoryStream Content(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The honest entries, and then these.</summary>
    private static byte[] Add(byte[] tar, params IEnumerable<TarEntry> entries)
    {
        using var result = new MemoryStream();
        using (var writer = new TarWriter(result, TarEntryFormat.Ustar, leaveOpen: true))
        {
            using var reader = new TarReader(new MemoryStream(tar));
            while (reader.GetNextEntry(copyData: true) is { } honest)
            {
                writer.WriteEntry(honest);
            }

            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return result.ToArray();
    }
}
