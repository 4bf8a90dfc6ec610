using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>What every workflow keeps to, the template's and our own.</summary>
public sealed partial class WorkflowRulesTests
{
    [Fact]
    public async Task Actionlint_finds_nothing()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");

        Assert.Empty(await LintAsync(WorkflowFiles.All));
    }

    // Rows read: what is written instead of what in promote.yml, and what actionlint says.
    [Theory]
    [InlineData("needs: plan", "needs: plans", "plans")]
    [InlineData("${{ inputs.to }}", "${{ inputs.target }}", "target")]
    [InlineData("runs-on: ubuntu-latest", "runs_on: ubuntu-latest", "runs_on")]
    [InlineData("type: boolean", "type: bool", "bool")]
    [InlineData("${{ steps.plan.outputs.plan }}", "${{ steps.plans.outputs.plan }}", "plans")]
    [InlineData("${{ inputs.version }}", "${{ inputs.version", "unexpected EOF")]
    public async Task Actionlint_finds_a_mistake(string from, string to, string named)
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");
        var text = WorkflowFiles.All[$"{WorkflowFiles.Template}/promote.yml"];
        Assert.Contains(from, text, StringComparison.Ordinal);

        var findings = await LintAsync([new("promote.yml", text.Replace(from, to, StringComparison.Ordinal))]);

        Assert.Contains(findings, finding => finding.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Permissions_are_given_by_job_and_every_job_ends()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");

        Assert.All(await WorkflowFiles.ReadAsync(), workflow =>
        {
            var most = workflow.Value!["permissions"]!.ToJsonString();
            Assert.True(most is "{}" or """{"contents":"read"}""", $"{workflow.Key}: {most} for every job");
            Assert.NotNull(workflow.Value["concurrency"]!["group"]);
            Assert.All(Jobs(workflow.Value).Where(job => job.Value!["uses"] is null), job => Assert.NotNull(job.Value!["timeout-minutes"]));
        });
    }

    [Fact]
    public void Actions_are_pinned_by_digest_one_digest_for_a_version()
    {
        var uses = WorkflowFiles.All.SelectMany(file => Uses().Matches(file.Value).Select(use => use.Groups["use"].Value)).Where(use => !use.StartsWith("./", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.Matches("^[a-z-]+/[a-z-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+", use));
        Assert.All(uses.Distinct().GroupBy(use => use.Split('@')[0]), action => Assert.Single(action));
    }

    /// <summary>What somebody can write into an input would be run by the shell.</summary>
    [Fact]
    public async Task Scripts_get_what_others_wrote_as_variables()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");

        Assert.All(await WorkflowFiles.ReadAsync(), workflow => Assert.All(Jobs(workflow.Value!), job => Assert.All(
            Scripts(job.Value!),
            script => Assert.DoesNotMatch(@"\$\{\{(?!\s*matrix\.)", script))));
    }

    [Fact]
    public async Task Shellcheck_finds_nothing_in_scripts()
    {
        Assert.SkipWhen((PipelineTools.Obstacle ?? Programs.FindMissing("shellcheck")) is not null, PipelineTools.Obstacle ?? Programs.FindMissing("shellcheck") ?? "");
        using var folder = new TemporaryFolder();
        var steps = (await WorkflowFiles.ReadAsync()).SelectMany(workflow => Jobs(workflow.Value!)).SelectMany(job => job.Value!["steps"]?.AsArray() ?? []);
        string[] scripts = [.. steps.Select(step => step!["run"]?.ToString()).OfType<string>().Select((script, i) => Write(folder[$"{i}.sh"], script))];

        var findings = await Command.RunAsync("shellcheck", ["--shell", "bash", .. scripts]);

        Assert.Equal((0, ""), (findings.ExitCode, findings.Output));
    }

    /// <summary>A publisher is never stopped in the middle, and its shell stops at what fails.</summary>
    [Fact]
    public async Task Publishers_come_one_after_the_other()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");

        Assert.All((await WorkflowFiles.ReadAsync()).Where(workflow => workflow.Key.StartsWith(WorkflowFiles.Template, StringComparison.Ordinal)), workflow =>
        {
            Assert.False(workflow.Value!["concurrency"]!["cancel-in-progress"]!.GetValue<bool>());
            Assert.Equal("bash", workflow.Value["defaults"]!["run"]!["shell"]!.ToString());
        });
    }

    /// <summary>GitHub keeps one waiting run in a group, and a run that waits for reviewers is in its group for days.</summary>
    [Fact]
    public async Task No_yank_cancels_another_and_no_emergency_waits_behind_a_review()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");
        var workflows = await WorkflowFiles.ReadAsync();

        Assert.NotEqual(Group("yank", ("inputs.version", "1.0.1")), Group("yank", ("inputs.version", "1.0.2")));
        Assert.NotEqual(Group("promote", ("inputs.to", "stable"), ("inputs.emergency", "false")), Group("promote", ("inputs.to", "stable"), ("inputs.emergency", "true")));
        Assert.Equal("promote-stable", Group("promote", ("inputs.to", "stable"), ("inputs.emergency", "false")));

        string Group(string name, params (string Name, string Value)[] inputs) =>
            new WorkflowExpression(inputs.ToDictionary(input => input.Name, input => input.Value, StringComparer.Ordinal))
                .Fill(workflows[$"{WorkflowFiles.Template}/{name}.yml"]!["concurrency"]!["group"]!.ToString());
    }

    /// <summary>What restores, compiles or runs a project runs what others wrote: packages' build scripts, generators, tests. What signs runs slipway, and nothing of the project.</summary>
    [Fact]
    public async Task What_compiles_has_no_secret_and_what_has_one_compiles_nothing()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");
        var jobs = (await WorkflowFiles.ReadAsync()).Where(workflow => workflow.Key.StartsWith(WorkflowFiles.Template, StringComparison.Ordinal)).SelectMany(workflow =>
        {
            Assert.DoesNotContain("secrets.", workflow.Value!["env"]?.ToJsonString() ?? "", StringComparison.Ordinal);
            return Jobs(workflow.Value);
        }).Select(job => job.Value!).ToList();

        var building = jobs.Where(job => Scripts(job).Any(script => DotnetCommand().Matches(script).Any(command => command.Value is not ("dotnet slipway" or "dotnet tool")))).ToList();

        Assert.Single(building);
        Assert.All(building, job =>
        {
            Assert.Equal("""{"contents":"read"}""", job["permissions"]!.ToJsonString());
            Assert.Null(job["environment"]);
            Assert.DoesNotContain("secrets.", job.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("github.token", job.ToJsonString(), StringComparison.Ordinal);
        });
    }

    /// <summary>It is the one who tells that a refresh did not work.</summary>
    [Fact]
    public async Task The_monitor_runs_whatever_became_of_the_refresh()
    {
        Assert.SkipWhen(PipelineTools.Obstacle is not null, PipelineTools.Obstacle ?? "");

        Assert.Equal("always()", (await WorkflowFiles.ReadAsync())[$"{WorkflowFiles.Template}/refresh.yml"]!["jobs"]!["monitor"]!["if"]!.ToString());
    }

    private static string Write(string file, string script)
    {
        // What stands for it by then is a word of ours.
        File.WriteAllText(file, MatrixValue().Replace(script, "word"));
        return file;
    }

    private static IEnumerable<string> Scripts(JsonNode job) => job["steps"]?.AsArray().Select(step => step!["run"]?.ToString()).OfType<string>() ?? [];

    private static JsonObject Jobs(JsonNode workflow) => workflow["jobs"]!.AsObject();

    /// <summary>The linter on npm is older than the context <c>vars</c> and some of GitHub's machines, and nothing else of ours.</summary>
    private static async Task<string[]> LintAsync(IEnumerable<KeyValuePair<string, string>> workflows) =>
        [.. (await PipelineTools.RunAsync("lint.mjs", WorkflowFiles.ToJson(workflows))).AsArray().Select(finding => finding!.ToString()).Where(finding => !YoungerThanTheLinter().IsMatch(finding))];

    [GeneratedRegex("undefined variable \"vars\"|label \"(ubuntu-24\\.04|ubuntu-2[24]\\.04-arm)\" is unknown")]
    private static partial Regex YoungerThanTheLinter();

    [GeneratedRegex(@"\$\{\{\s*matrix\.[a-z]+\s*\}\}")]
    private static partial Regex MatrixValue();

    [GeneratedRegex("\\bdotnet +[a-z-]+")]
    private static partial Regex DotnetCommand();

    [GeneratedRegex("uses: (?<use>.*)", RegexOptions.ExplicitCapture)]
    private static partial Regex Uses();
}
