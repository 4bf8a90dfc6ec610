using Slipway.Tuf.Sources;

namespace Slipway.Core.Tests.Tuf.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FolderSource _source;

    public FolderSourceTests()
    {
        Directory.CreateDirectory(_folder["repository/metadata"]);
        File.WriteAllText(_folder["repository/metadata/1.a b.json"], "found");
        File.WriteAllText(_folder["secret"], "secret");
        _source = new FolderSource(_folder["repository"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_opened_by_its_escaped_path()
    {
        await using var stream = await _source.OpenAsync("metadata/1.a%20b.json", CancellationToken.None);

        Assert.Equal("found", await new StreamReader(stream!).ReadToEndAsync());
    }

    [Theory]
    [InlineData("metadata/2.root.json")]
    [InlineData("none/at/all")]
    public async Task What_is_not_there_is_null(string path) => Assert.Null(await _source.OpenAsync(path, CancellationToken.None));

    [Theory]
    [InlineData("../secret")]
    [InlineData("metadata/../../secret")]
    [InlineData("%2e%2e/secret")]
    [InlineData("..%2fsecret")]
    [InlineData("metadata/..%2F..%2Fsecret")]
    [InlineData("/etc/passwd")]
    [InlineData("%2Fetc%2Fpasswd")]
    [InlineData("metadata//1.root.json")]
    [InlineData("metadata/.")]
    [InlineData("metadata\\..\\..\\secret")]
    [InlineData("secret%00")]
    [InlineData("")]
    public async Task J3_nothing_leads_out_of_the_folder(string path)
    {
        var refusal = await Assert.ThrowsAsync<TrustException>(() => _source.OpenAsync(path, CancellationToken.None));

        Assert.Equal(TrustFailure.Malformed, refusal.Failure);
    }

    [Fact]
    public async Task J3_a_name_that_no_file_system_takes_is_a_coded_refusal()
    {
        var refusal = await Assert.ThrowsAsync<DeviceException>(() => _source.OpenAsync($"metadata/{new string('x', 5_000)}", CancellationToken.None));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
    }

    [Fact]
    public async Task A_folder_that_is_not_mounted_is_not_an_empty_one()
    {
        var refusal = await Assert.ThrowsAsync<DeviceException>(() => new FolderSource(_folder["stick"]).OpenAsync("metadata/2.root.json", CancellationToken.None));

        Assert.Equal("SLP4005", refusal.Code);
        Assert.Contains(_folder["stick"], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_where_a_file_should_be_cannot_be_read()
    {
        var refusal = await Assert.ThrowsAsync<DeviceException>(() => _source.OpenAsync("metadata", CancellationToken.None));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
    }

    [Fact]
    public async Task A4_A_pipe_where_a_file_should_be_is_not_waited_for()
    {
        Command.Run(_folder, "mkfifo", "repository/metadata/pipe");
        File.CreateSymbolicLink(_folder["repository/metadata/link"], _folder["repository/metadata/pipe"]);

        foreach (var path in (string[])["metadata/pipe", "metadata/link"])
        {
            var refusal = await Assert.ThrowsAsync<DeviceException>(() => _source.OpenAsync(path, CancellationToken.None));

            Assert.Equal(DeviceFailure.Transport, refusal.Failure);
        }
    }

    [Fact]
    public async Task A4_A_stick_that_is_pulled_out_is_a_matter_of_transport()
    {
        // A file that says it has 4096 bytes and gives none: the loopback device has no speed.
        Assert.SkipUnless(File.Exists("/sys/class/net/lo/speed"), "there is no file here whose reading fails");
        await using var stream = await new FolderSource("/sys/class/net/lo").OpenAsync("speed", CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => stream!.CopyToAsync(Stream.Null));

        Assert.Equal(DeviceFailure.Transport, refusal.Failure);
    }
}
