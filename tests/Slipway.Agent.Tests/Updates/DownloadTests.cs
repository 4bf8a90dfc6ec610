using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Updates;

/// <summary>How a release gets to the device, and what is left of one that did not.</summary>
public sealed class DownloadTests : IDisposable
{
    private readonly TestDevice _device = new();
    private readonly RangeServer _server;

    public DownloadTests()
    {
        _server = new RangeServer(_device.Repository.Folder);
        UseServer();
    }

    private string[] Downloads => Directory.Exists(_device.Layout.Downloads) ? Directory.GetFileSystemEntries(_device.Layout.Downloads) : [];

    private string[] PayloadRequests => [.. _server.Requests.Where(request => request.Contains(".payload.", StringComparison.Ordinal))];

    public void Dispose()
    {
        _server.Dispose();
        _device.Dispose();
    }

    [Fact]
    public async Task C5_A_payload_that_breaks_off_is_continued_within_the_run()
    {
        await PublishAsync("1.4.1");
        _server.CutAfter = 60;

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.EndsWith(" bytes=60-", PayloadRequests[1], StringComparison.Ordinal);
        Assert.Contains("Trying again in ", run.Output, StringComparison.Ordinal);
        Assert.Empty(Downloads);
    }

    [Fact]
    public async Task C5_A_payload_that_breaks_off_is_continued_by_the_next_run()
    {
        await PublishAsync("1.4.1");
        await InterruptAsync(100);

        _server.Requests.Clear();
        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.EndsWith(" bytes=100-", Assert.Single(PayloadRequests), StringComparison.Ordinal);
        Assert.Contains("continuing after 100 bytes", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Empty(Downloads);
    }

    [Fact]
    public async Task A8_A_payload_that_does_not_come_means_try_again_later_and_how_often_it_was_tried()
    {
        await PublishAsync("1.4.1");
        _server.CutAfter = 0;

        var run = await _device.RunAsync("update");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("It was tried 5 times.", run.Error, StringComparison.Ordinal);
        Assert.Equal(5, PayloadRequests.Length);
        Assert.Empty(_device.Versions);
    }

    [Fact]
    public async Task C1_What_somebody_put_in_place_of_a_payload_is_not_believed()
    {
        await PublishAsync("1.4.1");
        await InterruptAsync(100);
        await File.WriteAllBytesAsync(Assert.Single(Downloads), new byte[150]);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(0, (await _device.RunAsync("verify")).ExitCode);
    }

    [Theory]
    [InlineData("ln -s /dev/null $PART")]
    [InlineData("echo precious > $ELSEWHERE; ln -s $ELSEWHERE $PART")]
    [InlineData("mkfifo $PART")]
    [InlineData("mkdir -p $PART/deep")]
    [InlineData("rm -r $FOLDER; mkdir $ELSEWHERE; ln -s $ELSEWHERE $FOLDER")]
    public async Task C1_A_link_or_anything_else_in_place_of_a_payload_is_removed_and_not_followed(string plant)
    {
        await PublishAsync("1.4.1");
        await InterruptAsync(100);
        var part = Assert.Single(Downloads);
        File.Delete(part);
        var elsewhere = _device.Scratch("elsewhere");
        var script = plant.Replace("$PART", part, StringComparison.Ordinal)
            .Replace("$FOLDER", _device.Layout.Downloads, StringComparison.Ordinal)
            .Replace("$ELSEWHERE", elsewhere, StringComparison.Ordinal);
        Assert.Equal(0, (await ProcessRun.RunAsync("/bin/sh", "-c", script)).ExitCode);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.True(!File.Exists(elsewhere) || await File.ReadAllTextAsync(elsewhere) == "precious\n");
        Assert.True(!Directory.Exists(elsewhere) || Directory.GetFileSystemEntries(elsewhere).Length == 0);
        Assert.Empty(Downloads);
    }

    [Fact]
    public async Task C1_What_is_on_its_way_is_its_owners_alone()
    {
        await PublishAsync("1.4.1");

        await InterruptAsync(100);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_device.Layout.Downloads));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(Downloads)));
    }

    [Fact]
    public async Task A32_What_was_on_its_way_goes_when_something_else_is_wanted()
    {
        await PublishAsync("1.4.1");
        await InterruptAsync(100);
        await PublishAsync("1.4.2");

        await InterruptAsync(90);

        Assert.Equal(90, new FileInfo(Assert.Single(Downloads)).Length);
    }

    [Fact]
    public async Task A32_What_was_on_its_way_goes_when_nothing_is_wanted()
    {
        await PublishAsync("1.4.1");
        var run = await _device.RunAsync("update");
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Directory.CreateDirectory(_device.Layout.Downloads);
        await File.WriteAllTextAsync(Path.Combine(_device.Layout.Downloads, "left"), "by a crash");

        await _device.RunAsync("update");

        Assert.Empty(Downloads);
    }

    [Fact]
    public async Task A1_Another_payload_leaves_nothing_behind()
    {
        await PublishAsync("1.4.1");
        var payload = _device.Repository.FileOf("1.4.1", "payload.tar.zst");
        var bytes = await File.ReadAllBytesAsync(payload);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(payload, bytes);

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP2005:", run.Error, StringComparison.Ordinal);
        Assert.Empty(Downloads);
        Assert.Empty(_device.Versions);
    }

    [Fact]
    public async Task A15_A_payload_that_is_listed_with_another_digest_than_the_signed_one_is_not_asked_for()
    {
        await PublishAsync("1.4.1");
        await _device.Repository.ReplaceAsync("1.4.1", "payload.tar.zst", "something else"u8.ToArray());

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP2005:", run.Error, StringComparison.Ordinal);
        Assert.Empty(PayloadRequests);
    }

    [Fact]
    public async Task A15_A_payload_that_is_listed_with_another_length_than_the_signed_one_is_not_asked_for()
    {
        await PublishAsync("1.4.1");
        await _device.Repository.MisstateAsync("1.4.1", "payload.tar.zst", 1L << 40);

        var run = await _device.RunAsync("update");

        Assert.Contains("error SLP2004:", run.Error, StringComparison.Ordinal);
        Assert.Empty(PayloadRequests);
    }

    [Fact]
    public async Task C5_A_release_that_does_not_fit_is_refused_before_it_is_fetched()
    {
        Directory.CreateDirectory(_device.Layout.Versions);
        var mount = await ProcessRun.RunAsync("/bin/sh", "-c", $"mount -t tmpfs -o size=8k slipway-test {_device.Layout.Versions}");
        Assert.SkipUnless(mount.ExitCode == 0, $"a small file system cannot be mounted here: {mount.Error.Trim()}");
        try
        {
            await PublishAsync("1.4.1");

            var run = await _device.RunAsync("update");

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("error SLP4002: edge-agent-1.4.1 needs 0.0 MB on the file system of ", run.Error, StringComparison.Ordinal);
            Assert.Empty(PayloadRequests);
            Assert.Empty(_device.Versions);
        }
        finally
        {
            await ProcessRun.RunAsync("/bin/umount", "-l", _device.Layout.Versions);
        }
    }

    [Fact]
    public async Task A32_A_damaged_tree_and_what_crashes_left_are_gone_after_the_run()
    {
        await PublishAsync("1.4.1");
        Directory.CreateDirectory(Path.Combine(_device.Layout.Versions, "v1.4.1"));
        Directory.CreateDirectory(Path.Combine(_device.Layout.Versions, ".staging-0123456789abcdef", "tree"));
        Directory.CreateDirectory(Path.Combine(_device.Layout.Versions, ".staging-removed-v1.4.1", "tree"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(["v1.4.1"], _device.Versions);
    }

    [Fact]
    public async Task N1_The_proxy_that_the_environment_names_is_asked()
    {
        await PublishAsync("1.4.1");
        File.Copy(_device.Repository.TrustAnchor, _device.Layout.TrustAnchor);
        var configuration = await File.ReadAllTextAsync(_device.Layout.Configuration);
        await File.WriteAllTextAsync(
            _device.Layout.Configuration, configuration.Replace(_server.Address.AbsoluteUri, "http://releases.invalid/", StringComparison.Ordinal));

        var run = await ProcessRun.RunAsync("/usr/bin/env", $"http_proxy={_server.Address}", "no_proxy=", AgentProcess.File, "check", "--base-dir", _device.Layout.Base);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(_server.Requests, request => Assert.StartsWith("http://releases.invalid/metadata/", request.Replace("/targets/", "/metadata/", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.NotEmpty(_server.Requests);
    }

    private Task PublishAsync(string version) => _device.Repository.PublishAsync(new ReleaseRecipe(version));

    /// <summary>A run to which the network gives so much of the payload and no more.</summary>
    private async Task InterruptAsync(int bytes)
    {
        _server.CutAfter = bytes;
        _server.StopAfterCut = true;
        var run = await _device.RunAsync("update");
        Assert.True(run.ExitCode == 3, run.Output + run.Error);
        (_server.CutAfter, _server.StopAfterCut) = (null, false);
    }

    private void UseServer()
    {
        var configuration = File.ReadAllText(_device.Layout.Configuration);
        File.WriteAllText(_device.Layout.Configuration, configuration.Replace(_device.Repository.Address.AbsoluteUri, _server.Address.AbsoluteUri, StringComparison.Ordinal));
    }
}
