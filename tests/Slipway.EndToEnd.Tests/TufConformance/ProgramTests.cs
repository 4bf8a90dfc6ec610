using System.Diagnostics;
using static Slipway.Tuf.RoleNames;

namespace Slipway.EndToEnd.Tests.TufConformance;

/// <summary>The program as a suite starts it: a process, options before the verb, an exit code of 0 or 1.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly BareRepository _repository = new();
    private readonly ConformanceDevice _device;

    public ProgramTests() => _device = new ConformanceDevice(_repository);

    public void Dispose() => _device.Dispose();

    /// <summary>A process has the machine's clock, so the repository is signed for longer than that.</summary>
    [Fact]
    public async Task A_device_is_initialised_refreshed_and_served_by_processes()
    {
        SignForLong();
        _repository.AddTarget(Targets, "folder/file.txt", "content"u8.ToArray());
        _repository.Publish(Targets, Snapshot, Timestamp);
        await File.WriteAllBytesAsync(Path.Combine(_device.TargetFolder, "../root"), _repository.InitialRoot);

        Assert.Equal((0, ""), await RunAsync("--metadata-dir", _device.MetadataFolder, "init", Path.Combine(_device.TargetFolder, "../root")));
        Assert.Empty(_device.TakeRequests());
        Assert.Equal((0, ""), await RunAsync(_device.RefreshArguments));
        Assert.Equal("root 2, snapshot 2, targets 2, timestamp 2", _device.Trusted);
        Assert.Equal((0, ""), await RunAsync(_device.DownloadArguments("folder/file.txt")));
        Assert.Equal(["content"], _device.Downloads);
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1_and_a_line_that_names_it()
    {
        SignForLong();
        await _device.InitAsync(_repository.InitialRoot);
        _repository.Tamper(Timestamp, file => file["signed"]!["version"] = 9);

        var (exitCode, error) = await RunAsync(_device.RefreshArguments);

        Assert.Equal(1, exitCode);
        Assert.StartsWith("SLP2001: ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("refresh")]
    [InlineData("--metadata-dir")]
    [InlineData("refresh --metadata-dir x")]
    [InlineData("--metadata-dir x download")]
    [InlineData("--metadata-dir x init")]
    [InlineData("--metadata-dir x init no/such/file")]
    [InlineData("--metadata-dir no/such/folder --metadata-url http://127.0.0.1:1/ refresh")]
    public async Task A_command_line_that_is_wrong_is_exit_code_1_too(string arguments)
    {
        using var error = new StringWriter();

        var exitCode = await Slipway.TufConformance.ConformanceProgram.RunAsync(
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), new FakeClock(BareRepository.Time), error);

        Assert.Equal(1, exitCode);
        Assert.NotEmpty(error.ToString());
    }

    [Fact]
    public async Task N1_over_https_only_a_server_that_is_vouched_for_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE says whom to trust on Linux only");
        SignForLong();
        using var folder = new TemporaryFolder();
        using var server = new SecureServer(_repository.Files);
        await File.WriteAllTextAsync(folder["certificate.pem"], server.Pem);
        await _device.InitAsync(_repository.InitialRoot);
        string[] arguments = ["--metadata-url", server.Address + "metadata/", "--metadata-dir", _device.MetadataFolder, "refresh"];

        var stranger = await RunAsync(arguments);
        var vouchedFor = await RunTrustingAsync(folder["certificate.pem"], arguments);

        Assert.Equal(1, stranger.ExitCode);
        Assert.StartsWith("SLP4005: ", stranger.Error, StringComparison.Ordinal);
        Assert.True(vouchedFor.ExitCode == 0, vouchedFor.Error);
    }

    [Fact]
    public async Task Addresses_and_their_order_may_be_written_in_another_way()
    {
        await _device.InitAsync(_repository.InitialRoot);
        string[] reversed = [.. _device.RefreshArguments[2..4], "--metadata-url", _device.RefreshArguments[1].TrimEnd('/'), "refresh"];
        using var error = new StringWriter();

        Assert.Equal(0, await Slipway.TufConformance.ConformanceProgram.RunAsync(reversed, _device.Clock, error));

        Assert.Equal("root 1, snapshot 1, targets 1, timestamp 1", _device.Trusted);
    }

    private static Task<(int ExitCode, string Error)> RunAsync(params string[] arguments) => RunTrustingAsync(certificate: null, arguments);

    private static async Task<(int ExitCode, string Error)> RunTrustingAsync(string? certificate, string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Slipway.TufConformance.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        if (certificate is not null)
        {
            start.Environment["SSL_CERT_FILE"] = certificate;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Empty(await output);
        return (process.ExitCode, error);
    }

    private void SignForLong()
    {
        foreach (var role in (string[])[Root, Targets, Snapshot, Timestamp])
        {
            _repository.Expire(role, DateTimeOffset.UtcNow.AddDays(30));
        }

        _repository.Publish(Root);
        foreach (var role in (string[])[Targets, Snapshot, Timestamp])
        {
            _repository.Write(role);
        }
    }
}
