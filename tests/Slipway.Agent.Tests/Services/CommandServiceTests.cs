using Slipway.Agent.Device;
using Slipway.Agent.Services;

namespace Slipway.Agent.Tests.Services;

public sealed class CommandServiceTests : IDisposable
{
    private static readonly InstalledTree Tree = InstalledTree.Parse("v1.4.2");

    private readonly TemporaryFolder _folder = new();

    private DeviceLayout Layout => new(_folder["device"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("exec sleep 600")]
    [InlineData("exit 1")]
    public async Task A22_On_the_way_back_the_version_before_is_started_whatever_becomes_of_stop(string stop)
    {
        await Service(stop, restart: "exec sleep 600").TakeOverAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal("1.4.2\n", await File.ReadAllTextAsync(_folder["started"]));
    }

    [Fact]
    public async Task On_the_way_forth_what_cannot_be_stopped_is_a_failure()
    {
        var refusal = await Assert.ThrowsAsync<DeviceException>(() => Service("exit 1").RestartAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Equal(DeviceFailure.Service, refusal.Failure);
        Assert.False(File.Exists(_folder["started"]));
    }

    [Fact]
    public async Task D18_What_the_bad_release_said_outlasts_the_two_commands_of_the_way_back()
    {
        var service = Service("echo bye");
        await service.RestartAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None);
        await File.AppendAllTextAsync(Layout.ServiceOutput, "out of memory\n");

        await service.TakeOverAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None);

        Assert.Equal(["bye", "out of memory"], await service.ReadLogAsync(since: null, CancellationToken.None));
        Assert.Equal("bye\n", await File.ReadAllTextAsync(Layout.ServiceOutput));
    }

    [Fact]
    public async Task C6_A_command_that_cannot_be_begun_is_a_refusal_of_the_service()
    {
        await File.WriteAllTextAsync(_folder["device"], "no folder");

        var refusal = await Assert.ThrowsAsync<DeviceException>(() => Service("true").RestartAsync(Tree, TimeSpan.FromSeconds(30), CancellationToken.None));

        Assert.Equal(DeviceFailure.Service, refusal.Failure);
        Assert.Contains("could not be started", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_fails_is_named_and_not_quoted_for_it_may_hold_a_password()
    {
        var refusal = await Assert.ThrowsAsync<DeviceException>(() => Service("exit 3 # hunter2").StopAsync(TimeSpan.FromSeconds(5), CancellationToken.None));

        Assert.StartsWith("The command that is to stop the service ended with 3", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task D18_A_log_that_is_no_file_is_one_that_cannot_be_read()
    {
        Assert.Equal(0, (await ProcessRun.RunAsync("/usr/bin/mkfifo", _folder["own.log"])).ExitCode);
        await using var writer = new FileStream(_folder["own.log"], FileMode.Open, FileAccess.ReadWrite);

        await Assert.ThrowsAsync<IOException>(() => new LogFile(_folder["own.log"]).ReadAsync(CancellationToken.None));
    }

    private CommandService Service(string stop, string? restart = null) =>
        new(new ServiceShell(Layout), $"echo \"$SLIPWAY_VERSION\" > {_folder["started"]}", stop, restart, new LogFile(Layout.EarlierServiceOutput))
        {
            StopLimit = TimeSpan.FromMilliseconds(200),
        };
}
