namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The life of a release in the workflows of the template: every script of them is run, with the packages as users get them and a store in a folder.</summary>
public sealed class WorkflowRoadTests : IAsyncLifetime
{
    private readonly WorkflowSandbox _sandbox = new();

    public async ValueTask InitializeAsync()
    {
        if (WorkflowSandbox.Obstacle is null)
        {
            await _sandbox.BeginAsync();
        }
    }

    [Fact]
    public async Task A_release_goes_from_a_merge_to_everybody_and_is_taken_back()
    {
        Assert.SkipWhen(WorkflowSandbox.Obstacle is not null, WorkflowSandbox.Obstacle ?? "");

        await NothingThatChangedOnItsWayIsSignedAsync();
        RequireKeysAreWhereNothingIsBuilt(await _sandbox.RunAsync("release", "build 0, publish 0"));
        Assert.Equal("1.0.7 at 100%", await _sandbox.ReadAsync("canary"));
        var built = Directory.EnumerateFiles(_sandbox.Jobs, "payload.tar.zst", SearchOption.AllDirectories).Last(file => file.Contains("-build/", StringComparison.Ordinal));
        Assert.Equal(await File.ReadAllBytesAsync(built), _sandbox.ReadPayload());
        Assert.Equal(_sandbox.ReadPayload(), _sandbox.GitHub.Only.Assets.Single(asset => asset.Name.EndsWith(".payload.tar.zst", StringComparison.Ordinal)).Content);

        var promotion = await PromoteAsync("1.0.7", "canary", "beta", "plan 0, post 0, promote 0", ("inputs.pull_request", "12"));
        Assert.Equal("1.0.7 at 10%", await _sandbox.ReadAsync("beta"));
        Assert.Contains("1.0.7", promotion.Summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("**github** ", promotion.Summary.ToString(), StringComparison.Ordinal);
        Assert.Contains("pr comment --body-file - -- 12", _sandbox.Comments, StringComparison.Ordinal);
        Assert.Contains("1.0.7", _sandbox.Comments, StringComparison.Ordinal);

        await _sandbox.RunAsync("rollout", "advance 0");
        Assert.Equal("1.0.7 at 50%", await _sandbox.ReadAsync("beta"));
        await _sandbox.RunAsync("rollout", "advance 0");
        await _sandbox.RunAsync("rollout", "advance 0");
        Assert.Equal("1.0.7 at 100%", await _sandbox.ReadAsync("beta"));

        // What is no channel has no plan, and help is none: it would show the reason as Markdown.
        var mistake = await PromoteAsync("1.0.7", "Nowhere!", "stable", "plan 2", ("inputs.pull_request", "13"));
        Assert.Equal("", mistake.Summary.ToString());

        // Not before it has baked: nobody is asked to approve.
        await PromoteAsync("1.0.7", "beta", "stable", "plan 3");
        Assert.Equal("nothing", await _sandbox.ReadAsync("stable"));
        Assert.True(_sandbox.GitHub.Only.IsPrerelease);
        await PromoteAsync("1.0.7", "beta", "stable", "plan 0, promote 0", ("inputs.emergency", "true"), ("inputs.reason", "a hole; \"$(touch pwned)\" `touch pwned`"));
        Assert.Equal("1.0.7 at 100%", await _sandbox.ReadAsync("stable"));
        Assert.False(_sandbox.GitHub.Only.IsPrerelease);

        await _sandbox.RunAsync("refresh", "refresh 0, monitor 0");
        var yank = await _sandbox.RunAsync("yank", "yank 0", ("inputs.version", "1.0.7"), ("inputs.reason", "it loses readings; $(touch pwned)"));
        Assert.Equal("1.0.7 Rollback: it loses readings; $(touch pwned)", await _sandbox.ReadAsync("beta"));
        Assert.Contains("    1.0.7 is yanked: it loses readings; $(touch pwned)\n", yank.Summary.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_sandbox.Folder, "pwned", SearchOption.AllDirectories));
        Assert.Empty(_sandbox.ScriptsLeft);

        // A schedule that cannot reach the store must not look like one that has to wait.
        await _sandbox.RunAsync("rollout", "advance 3", ("vars.SLIPWAY_STORE", "s3://bucket/releases"));
        await _sandbox.RunAsync("refresh", "refresh 3, monitor 3", ("vars.SLIPWAY_STORE", "s3://bucket/releases"));
    }

    public ValueTask DisposeAsync()
    {
        _sandbox.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What somebody between the jobs could do without a change to a manifest: what has no payload would be signed in place, whatever it is.</summary>
    private static Action<string>[] Meddlings { get; } =
    [
        bundle => File.Move(Path.Combine(bundle, "payload.tar.zst"), Path.Combine(bundle, "run.sh")),
        bundle => File.WriteAllText(Path.Combine(Directory.CreateDirectory($"{bundle}64").FullName, ".run"), "#!/bin/sh"),
    ];

    private async Task NothingThatChangedOnItsWayIsSignedAsync()
    {
        foreach (var meddle in Meddlings)
        {
            _sandbox.Runner.Meddle = bundles => meddle(Directory.EnumerateDirectories(Directory.EnumerateDirectories(bundles).Single()).Single());
            var changed = await _sandbox.RunAsync("release", "build 0, publish 1");
            Assert.EndsWith("These are not the bundles that were packed.\n", changed.Log.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal("nothing", await _sandbox.ReadAsync("canary"));
        _sandbox.Runner.Meddle = null;
    }

    /// <summary>What a build runs is code of many others: it must find no key, no token, and no role to ask for.</summary>
    private void RequireKeysAreWhereNothingIsBuilt(WorkflowRun release)
    {
        string[] keys = ["BUILDER_KEY", "CANARY_KEY", "ROLLOUT_KEY", "ONLINE_KEY", "GITHUB_TOKEN"];
        var building = release.Scripts.Where(script => script.Job == "build").ToList();
        var publishing = release.Scripts.Where(script => script.Job == "publish").ToList();

        Assert.Equal((3, 4), (building.Count, publishing.Count));
        Assert.All(building, script => Assert.DoesNotContain(script.Variables, variable => keys.Contains(variable.Key) || variable.Value.Contains("PRIVATE KEY", StringComparison.Ordinal)));
        Assert.Superset(keys.ToHashSet(StringComparer.Ordinal), publishing[^1].Variables.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.Contains("PRIVATE KEY", publishing[^1].Variables["BUILDER_KEY"], StringComparison.Ordinal);
        var folder = Directory.EnumerateDirectories(_sandbox.Jobs, "*-publish").OrderBy(Directory.GetCreationTimeUtc).Last();
        Assert.False(Directory.Exists(Path.Combine(folder, "obj")), "A project was restored beside the keys.");
        Assert.False(Directory.Exists(Path.Combine(folder, "bin")), "A project was built beside the keys.");
    }

    private Task<WorkflowRun> PromoteAsync(string version, string from, string to, string jobs, params (string, string)[] more) =>
        _sandbox.RunAsync("promote", jobs, [("inputs.version", version), ("inputs.from", from), ("inputs.to", to), .. more]);
}
