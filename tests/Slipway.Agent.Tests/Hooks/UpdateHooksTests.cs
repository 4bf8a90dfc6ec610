using Slipway.Agent.Device;

namespace Slipway.Agent.Tests.Hooks;

/// <summary>Hooks in whole updates: when each runs, what it is told, and what its failing comes to.</summary>
public sealed class UpdateHooksTests : IDisposable
{
    private readonly TestDevice _device = new();

    private string Told => _device.Scratch("told");

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Hooks_run_in_their_own_version_around_the_swap_and_before_the_restart()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("pre_swap", Tell), ("post_swap", Tell), ("pre_rollback", Tell));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(
            [
                $"pre_swap 1.4.2 from 1.4.1 in {_device.Layout.Versions}/v1.4.2 --as asked; current versions/v1.4.1; starts 1; 0 bytes of input",
                $"post_swap 1.4.2 from 1.4.1 in {_device.Layout.Versions}/v1.4.2 --as asked; current versions/v1.4.2; starts 1; 0 bytes of input",
            ],
            await File.ReadAllLinesAsync(Told));
    }

    [Fact]
    public async Task A_hook_is_told_nothing_of_the_agents_environment()
    {
        await PublishAsync("1.4.1", ("pre_swap", $"/usr/bin/env > {Told}"));
        Environment.SetEnvironmentVariable("SLIPWAY_TEST_SECRET", "hunter2");

        await _device.RunAsync("update");

        var names = (await File.ReadAllLinesAsync(Told)).Select(line => line.Split('=')[0]).Except(["PWD", "OLDPWD", "SHLVL", "_"]).Order(StringComparer.Ordinal);
        Assert.Equal(["PATH", "PYTHONDONTWRITEBYTECODE", "SLIPWAY_BASE_DIR", "SLIPWAY_CURRENT", "SLIPWAY_FROM_VERSION", "SLIPWAY_HOOK", "SLIPWAY_VERSION"], names);
    }

    [Fact]
    public async Task D4_A_veto_changes_nothing_is_reported_and_asked_again()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("pre_swap", $"echo the arm moves; test -e {_device.Scratch("parked")}"));

        var vetoed = await _device.RunAsync("update");
        var status = await _device.RunAsync("status", "--json");
        var current = _device.Current;
        await File.WriteAllTextAsync(_device.Scratch("parked"), "");
        var done = await _device.RunAsync("update");

        Assert.Equal(3, vetoed.ExitCode);
        Assert.Contains("error SLP4016: 1.4.2 was not switched to: its pre_swap hook ended with 1: expected 0. It said: the arm moves", vetoed.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", current);
        Assert.Contains("\"reason\": \"hook\"", status.Output, StringComparison.Ordinal);
        Assert.True(new Quarantine(_device.Layout).Read().IsEmpty);
        Assert.Null(new Journal(_device.Layout).Read());
        Assert.True(done.ExitCode == 0, done.Output + done.Error);
        Assert.DoesNotContain("downloaded", done.Output, StringComparison.Ordinal);
        Assert.Contains("pre_swap of 1.4.2 ended with 1: expected 0.\nthe arm moves\n", await File.ReadAllTextAsync(_device.Layout.HookOutput), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C1_A_hook_that_changes_its_own_release_is_a_veto_and_the_release_is_fetched_again()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("pre_swap", $"test -e {Told} || echo changed >> health.json; touch {Told}"));

        var vetoed = await _device.RunAsync("update");
        var again = await _device.RunAsync("update");

        Assert.Contains("SLP4016", vetoed.Error, StringComparison.Ordinal);
        Assert.Contains("changed the release: ", vetoed.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Output + again.Error);
        Assert.Contains("downloaded", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hook_that_takes_too_long_is_killed_with_what_it_started()
    {
        await PublishAsync("1.4.1", seconds: 1, ("pre_swap", $"sleep 600 & echo $! $$ > {Told}; wait"));

        var run = await _device.RunAsync("update");

        Assert.Contains("its pre_swap hook was not done within 1 s.", run.Error, StringComparison.Ordinal);
        Assert.All((await File.ReadAllTextAsync(Told)).Split(), id => Assert.False(id.Length > 0 && IsRunning(id), id));
    }

    [Fact]
    public async Task C6_A_post_swap_that_fails_is_a_bad_verdict_and_the_version_is_never_started()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("post_swap", "echo no schema >&2; exit 4"), ("pre_rollback", Tell));

        var run = await _device.RunAsync("update");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("SLP4007: 1.4.2 was rolled back: its post_swap hook ended with 4: expected 0. It said: no schema. 1.4.1 runs again.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(["1.4.1", "1.4.1"], _device.Starts);
        Assert.Equal("1.4.2", Assert.Single(new Quarantine(_device.Layout).Read()).Version.ToString());
        Assert.StartsWith("pre_rollback 1.4.2 from 1.4.1", Assert.Single(await File.ReadAllLinesAsync(Told)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task C6_A_pre_rollback_that_fails_is_reported_and_stops_nothing()
    {
        await _device.InstallAsync("1.4.1");
        await _device.Repository.PublishAsync(Recipe("1.4.2", 1, ("pre_rollback", "sleep 600")) with { Health = ReleaseRecipe.Unhealthy, DeadlineSeconds = 1 });

        var run = await _device.RunAsync("update");

        Assert.Contains("1.4.1 runs again. Its pre_rollback hook was not done within 1 s.", run.Error, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal("1.4.1", _device.Starts[^1]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A21_A_rollback_by_hand_runs_pre_rollback_if_the_version_is_as_it_was_signed(bool isIntact, int expected)
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("pre_rollback", Tell));
        await _device.RunAsync("update");
        if (!isIntact)
        {
            await File.AppendAllTextAsync(Path.Combine(_device.Layout.Current, "pre_rollback"), "# and more\n");
        }

        var run = await _device.RunAsync("rollback");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.Equal(expected, File.Exists(Told) ? (await File.ReadAllLinesAsync(Told)).Length : 0);
    }

    [Fact]
    public async Task C2_A_post_swap_that_was_interrupted_runs_again()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("post_swap", Tell));
        await _device.RunAsync("update");
        var (old, current) = (InstalledTree.Parse("v1.4.1"), InstalledTree.Parse("v1.4.2"));
        await new Journal(_device.Layout).WriteAsync(
            new JournalEntry(JournalPhase.Probation, old, current, null, _device.Repository.DigestOf("1.4.2")) { Attempts = 1 }, CancellationToken.None);

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Equal(2, (await File.ReadAllLinesAsync(Told)).Length);
    }

    [Fact]
    public async Task Nothing_runs_where_an_image_is_prepared()
    {
        await PublishAsync("1.4.1", ("pre_swap", "exit 1"), ("post_swap", "exit 1"));

        var run = await _device.RunAsync("update", "--no-restart");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
    }

    [Fact]
    public async Task What_a_hook_says_is_bounded()
    {
        await PublishAsync("1.4.1", ("pre_swap", "head -c 3000000 /dev/zero | tr '\\0' x"));

        var run = await _device.RunAsync("update");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.InRange(new FileInfo(_device.Layout.HookOutput).Length, 65_536, 66_000);
    }

    [Fact]
    public async Task C6_The_hook_of_a_bad_release_buys_it_no_more_than_30_s_on_the_air()
    {
        await _device.InstallAsync("1.4.1");
        await PublishAsync("1.4.2", ("pre_rollback", $"sleep 4; touch {Told}"));
        await _device.RunAsync("update");
        var longAgo = BootInstant.Of(_device.Clock, _device.Clock.GetTimestamp() - (60 * _device.Clock.TimestampFrequency));
        var entry = new JournalEntry(JournalPhase.Probation, InstalledTree.Parse("v1.4.1"), InstalledTree.Parse("v1.4.2"), null, _device.Repository.DigestOf("1.4.2"))
        {
            Attempts = 1,
            OnAirSince = longAgo,
            IsStarted = true,
        };
        await new Journal(_device.Layout).WriteAsync(entry, CancellationToken.None);
        File.Delete(_device.Served);

        var run = await _device.RunAsync("confirm");

        Assert.Contains("pre_rollback hook of 1.4.2 was not done within 1 s.", run.Output, StringComparison.Ordinal);
        Assert.Equal("versions/v1.4.1", _device.Current);
        Assert.False(File.Exists(Told));
    }

    private string Tell =>
        $"echo \"$SLIPWAY_HOOK $SLIPWAY_VERSION from $SLIPWAY_FROM_VERSION in $(pwd -P) $*; current $(readlink \"$SLIPWAY_CURRENT\"); "
        + $"starts $(cat {_device.Scratch("starts")} | wc -l); $(wc -c) bytes of input\" >> {Told}";

    private Task PublishAsync(string version, params (string Name, string Script)[] hooks) => PublishAsync(version, seconds: 5, hooks);

    private Task PublishAsync(string version, int seconds, params (string Name, string Script)[] hooks) =>
        _device.Repository.PublishAsync(Recipe(version, seconds, hooks));

    private static ReleaseRecipe Recipe(string version, int seconds, params (string Name, string Script)[] hooks) =>
        new(version) { HookSeconds = seconds, Hooks = hooks.ToDictionary(hook => hook.Name, hook => hook.Script) };

    /// <summary>A process that was killed and waits for its parent to notice does not run.</summary>
    private static bool IsRunning(string id) => File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
}
