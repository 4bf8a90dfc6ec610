using System.Text;
using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing.Policy;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores;
using Slipway.Testing.Servers;
using Slipway.Testing.Servers.GitHub;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>A product's repository of git with the workflows of the template, the packages as users get them, a store in a folder, and GitHub.</summary>
internal sealed class WorkflowSandbox : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private JsonObject _workflows = [];

    /// <summary>Why it cannot be had here, or <see langword="null"/>.</summary>
    public static string? Obstacle { get; } = PipelineTools.Obstacle ?? Programs.FindMissing("bash", "git", "openssl") ?? ProductPackages.Obstacle;

    /// <summary>Where everything is.</summary>
    public string Folder => _folder.Path;

    /// <summary>Where jobs have their folders, <c>NUMBER-NAME</c>.</summary>
    public string Jobs => Directory.CreateDirectory(_folder["jobs"]).FullName;

    /// <summary>GitHub's releases.</summary>
    public GitHubFake GitHub { get; } = new();

    /// <summary>What GitHub's command was told.</summary>
    public string Comments => File.ReadAllText(_folder["gh.log"]);

    /// <summary>Scripts of the template's workflows that no run has run.</summary>
    public HashSet<string> ScriptsLeft { get; private set; } = [];

    /// <summary>Runs the workflows.</summary>
    public WorkflowRunner Runner { get; private set; } = null!;

    private string Origin => _folder["origin"];

    private Uri Store => ReleaseStores.ParseAddress(_folder["store"], "/");

    /// <summary>Does what people do once: the repository of releases, keys as secrets, environments, variables.</summary>
    public async Task BeginAsync()
    {
        _workflows = await WorkflowFiles.ReadAsync();
        ScriptsLeft = [.. _workflows.Where(workflow => workflow.Key.StartsWith(WorkflowFiles.Template, StringComparison.Ordinal))
            .SelectMany(workflow => workflow.Value!["jobs"]!.AsObject())
            .SelectMany(job => job.Value!["steps"]!.AsArray())
            .Select(step => step!["run"]?.GetPath()).OfType<string>()];
        ProductPackages.MakeFeed(Folder);
        CopyTemplate();
        await MakeRepositoryAsync();
        Runner = new WorkflowRunner(Origin, Jobs, Machine());
        GiveKeys();
    }

    /// <summary>Runs a workflow of the template.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="jobs">The jobs that are run, with their exit codes.</param>
    /// <param name="inputs">What is written into its form, or other names of the run.</param>
    public async Task<WorkflowRun> RunAsync(string name, string jobs, params (string, string)[] inputs)
    {
        var run = await Runner.RunAsync(_workflows[$"{WorkflowFiles.Template}/{name}.yml"]!, inputs);
        Assert.True(run.ToString() == jobs, $"{name}: {run}\n{run.Log}");
        Assert.DoesNotContain("PRIVATE KEY", run.Log.Append(run.Summary).ToString(), StringComparison.Ordinal);
        ScriptsLeft.ExceptWith(run.Scripts.Select(script => script.Place));
        return run;
    }

    /// <summary>What a channel offers, and to whom.</summary>
    public async Task<string> ReadAsync(string channel)
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

    /// <summary>The payload that the store has.</summary>
    public byte[] ReadPayload() => File.ReadAllBytes(Directory.EnumerateFiles(_folder["store"], "*.payload.tar.zst", SearchOption.AllDirectories).Single());

    /// <inheritdoc/>
    public void Dispose()
    {
        GitHub.Dispose();
        _folder.Dispose();
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
        Runner.Contexts["vars.SLIPWAY_STORE"] = Store.ToString();
        Runner.Contexts["vars.SLIPWAY_GITHUB"] = "true";
        Runner.Contexts["github.token"] = GitHubFake.Token;
        Runner.Contexts["github.repository"] = GitHubFake.Repository;
        foreach (var (environment, keys) in new[] { ("canary", "builder canary rollout online"), ("beta", "beta rollout online"), ("stable", "stable rollout online"), ("rollout", "rollout online") })
        {
            Runner.Environments[environment] = keys.Split(' ').ToDictionary(key => $"secrets.{key.ToUpperInvariant()}_KEY", key => File.ReadAllText(Path.Combine(Origin, "keys", $"{key}.pem")));
        }
    }

    /// <summary>What a runner has: a path, a home, the number of the run, and GitHub's command, of which somebody keeps what it is told. A bucket that it names is on no server.</summary>
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
            ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:9",
            ["AWS_REGION"] = "eu-central-1",
            ["AWS_ACCESS_KEY_ID"] = "nobody",
            ["AWS_SECRET_ACCESS_KEY"] = "nothing",
            ["CI"] = "true",
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_API_URL"] = GitHub.Api.ToString(),
            ["GITHUB_REPOSITORY"] = GitHubFake.Repository,
            ["GITHUB_RUN_NUMBER"] = "7",
            ["GITHUB_SHA"] = "0123456789abcdef0123456789abcdef01234567",
        };
    }
}
