using System.Text;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The life of a release in the workflows of the template: every script of them is run, with the packages as users get them and a store in a folder.</summary>
public sealed class WorkflowRoadTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private JsonObject _workflows = [];
    private WorkflowRunner _runner = null!;

    private static string? Obstacle { get; } = PipelineTools.Obstacle ?? Programs.FindMissing("bash", "git", "openssl") ?? ProductPackages.Obstacle;

    private string Origin => _folder["origin"];

    private Uri Store => ReleaseStores.ParseAddress(_folder["store"], "/");

    public async ValueTask InitializeAsync()
    {
        if (Obstacle is null)
        {
            _workflows = await WorkflowFiles.ReadAsync();
            ProductPackages.MakeFeed(_folder.Path);
            CopyTemplate();
            await MakeRepositoryAsync();
            _runner = new WorkflowRunner(Origin, Directory.CreateDirectory(_folder["jobs"]).FullName, Machine());
            GiveKeys();
        }
    }

    [Fact]
    public async Task A_release_goes_from_a_merge_to_everybody_and_is_taken_back()
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? "");

        await RunAsync("release", "test 0, publish 0");
        Assert.Equal("1.0.7 at 100%", await ReadAsync("canary"));

        var promotion = await PromoteAsync("1.0.7", "canary", "beta", "plan 0, post 0, promote 0", ("inputs.pull_request", "12"));
        Assert.Equal("1.0.7 at 10%", await ReadAsync("beta"));
        Assert.Contains("1.0.7", promotion.Summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("pr comment --body-file - -- 12", await File.ReadAllTextAsync(_folder["gh.log"]), StringComparison.Ordinal);
        Assert.Contains("1.0.7", await File.ReadAllTextAsync(_folder["gh.log"]), StringComparison.Ordinal);

        await RunAsync("rollout", "advance 0");
        Assert.Equal("1.0.7 at 50%", await ReadAsync("beta"));
        await RunAsync("rollout", "advance 0");
        await RunAsync("rollout", "advance 0");
        Assert.Equal("1.0.7 at 100%", await ReadAsync("beta"));

        // Not before it has baked: nobody is asked to approve.
        await PromoteAsync("1.0.7", "beta", "stable", "plan 3");
        Assert.Equal("nothing", await ReadAsync("stable"));
        await PromoteAsync("1.0.7", "beta", "stable", "plan 0, promote 0", ("inputs.emergency", "true"), ("inputs.reason", "a hole; \"$(touch pwned)\" `touch pwned`"));
        Assert.Equal("1.0.7 at 100%", await ReadAsync("stable"));

        await RunAsync("refresh", "refresh 0, monitor 0");
        await RunAsync("yank", "yank 0", ("inputs.version", "1.0.7"), ("inputs.reason", "it loses readings; $(touch pwned)"));
        Assert.Equal("1.0.7 Rollback: it loses readings; $(touch pwned)", await ReadAsync("beta"));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "pwned", SearchOption.AllDirectories));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<WorkflowRun> PromoteAsync(string version, string from, string to, string jobs, params (string, string)[] more) =>
        RunAsync("promote", jobs, [("inputs.version", version), ("inputs.from", from), ("inputs.to", to), .. more]);

    private async Task<WorkflowRun> RunAsync(string name, string jobs, params (string, string)[] inputs)
    {
        var run = await _runner.RunAsync(_workflows[$"{WorkflowFiles.Template}/{name}.yml"]!, inputs);
        Assert.True(run.ToString() == jobs, $"{name}: {run}\n{run.Log}");
        Assert.DoesNotContain("PRIVATE KEY", run.Log.Append(run.Summary).ToString(), StringComparison.Ordinal);
        return run;
    }

    /// <summary>What a channel offers, and to whom.</summary>
    private async Task<string> ReadAsync(string channel)
    {
        var policy = ReleasePolicy.Load(Path.Combine(Origin, ReleasePolicy.FileName)) with { Store = Store };
        var status = await RepositoryStatus.ReadAsync(new ReleaseRepository(policy, TimeProvider.System), CancellationToken.None);
        return status.Channels.Single(found => found.Channel == ChannelName.Parse(channel)).Rollout switch
        {
            null => "nothing",
            { State: RolloutState.Active } active => $"{active.Version} at {active.Permyriad / 100}%",
            var other => $"{other.Version} {other.State}: {other.Reason}",
        };
    }

    private void CopyTemplate()
    {
        var template = SourceTree.At("templates/slipway-edge");
        foreach (var file in Directory.EnumerateFiles(template, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(file => Path.GetRelativePath(template, file)).Where(file => file.Split('/')[0] is not ("bin" or "obj" or ".template.config")))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Origin, file))!);
            File.Copy(Path.Combine(template, file), Path.Combine(Origin, file));
        }
    }

    /// <summary>On the desk of whoever begins: the repository of releases, keys that then become secrets, and waves that need no patience.</summary>
    private async Task MakeRepositoryAsync()
    {
        await DeskAsync("dotnet tool restore && dotnet slipway init");
        var policy = new StringBuilder(await File.ReadAllTextAsync(Path.Combine(Origin, ReleasePolicy.FileName)));
        foreach (var key in new[] { "builder", "canary", "beta", "stable", "rollout", "online" })
        {
            policy.Replace($"file:keys/{key}.pem", $"env:{key.ToUpperInvariant()}_KEY");
        }

        policy.Replace("\"bake\": \"0\"", "\"soak\": \"0\"");
        await File.WriteAllTextAsync(Path.Combine(Origin, ReleasePolicy.FileName), policy.ToString());
        await DeskAsync("git init --quiet && git add . && git -c user.name=Test -c user.email=test@example.com commit --quiet -m 'The first commit'");
    }

    private async Task DeskAsync(string line)
    {
        var run = await Command.RunAsync("env", ["-i", .. Machine().Select(variable => $"{variable.Key}={variable.Value}"), $"SLIPWAY_STORE={Store}", "bash", "-ec", $"cd '{Origin}' && {line}"]);
        Assert.True(run.ExitCode == 0, $"{line}\n{run.Output}{run.Error}");
    }

    private void GiveKeys()
    {
        _runner.Contexts["vars.SLIPWAY_STORE"] = Store.ToString();
        _runner.Contexts["github.token"] = "test-token";
        _runner.Contexts["github.repository"] = "acme/edge-agent";
        foreach (var (environment, keys) in new[] { ("canary", "builder canary rollout online"), ("beta", "beta rollout online"), ("stable", "stable rollout online"), ("rollout", "rollout online") })
        {
            _runner.Environments[environment] = keys.Split(' ').ToDictionary(key => $"secrets.{key.ToUpperInvariant()}_KEY", key => File.ReadAllText(Path.Combine(Origin, "keys", $"{key}.pem")));
        }
    }

    /// <summary>What a runner has: a path, a home, the number of the run, and GitHub's command, of which somebody keeps what it is told.</summary>
    private Dictionary<string, string> Machine()
    {
        var programs = Directory.CreateDirectory(_folder["bin"]).FullName;
        var gh = Path.Combine(programs, "gh");
        File.WriteAllText(gh, $"#!/bin/sh\n{{ echo \"$@\"; cat; }} >> '{_folder["gh.log"]}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(gh, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new(StringComparer.Ordinal)
        {
            ["PATH"] = $"{programs}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = Directory.CreateDirectory(_folder["home"]).FullName,
            ["NUGET_PACKAGES"] = _folder["packages"],
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_RUN_NUMBER"] = "7",
        };
    }
}
