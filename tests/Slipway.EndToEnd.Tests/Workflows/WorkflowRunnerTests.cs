using System.Text.Json.Nodes;
using Slipway.Testing.Servers;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The runner of these tests: what it passed over, nobody would have tested.</summary>
public sealed class WorkflowRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string? Obstacle { get; } = Programs.FindMissing("bash");

    // Rows read: a job, and what is said of it.
    [Theory]
    [InlineData("""{ "steps": [{ "run": "true", "working-directory": "src" }] }""", "'working-directory' is not understood here")]
    [InlineData("""{ "steps": [{ "run": "true", "continue-on-error": true }] }""", "'continue-on-error' is not understood here")]
    [InlineData("""{ "strategy": {}, "steps": [{ "run": "true" }] }""", "'strategy' is not understood here")]
    [InlineData("""{ "steps": [{ "name": "nothing" }] }""", "needs one of run and uses")]
    [InlineData("""{ "steps": [{ "uses": "acme/sign@0123" }] }""", "acme/sign is not known here")]
    [InlineData("""{ "steps": [{ "uses": "actions/upload-artifact@0123", "with": { "name": "a", "path": ".", "include-hidden-files": true } }] }""", "'include-hidden-files'")]
    [InlineData("""{ "steps": [{ "run": "echo A=b >> \"$GITHUB_ENV\"" }] }""", "GITHUB_ENV and GITHUB_PATH are not carried")]
    [InlineData("""{ "steps": [{ "run": "true", "if": "failure()" }] }""", "'failure()' is not part of the expressions")]
    [InlineData("""{ "steps": [{ "run": "true", "if": "vars.A == 'a && b'" }] }""", "is not part of the expressions")]
    public async Task What_it_does_not_know_is_an_error(string job, string told)
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? "");

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(("a", job)));

        Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_waits_for_all_that_it_needs_and_begins_with_an_empty_folder()
    {
        Assert.SkipWhen(Obstacle is not null, Obstacle ?? "");

        var run = await RunAsync(
            ("a", """{ "steps": [{ "run": "touch left" }] }"""),
            ("b", """{ "steps": [{ "run": "[ ! -e left ] && exit 5" }, { "run": "exit 6" }] }"""),
            ("c", """{ "needs": ["a", "b"], "steps": [{ "run": "true" }] }"""),
            ("d", """{ "needs": ["a"], "steps": [{ "run": "true" }] }"""));

        Assert.Equal("a 0, b 5, d 0", run.ToString());
        Assert.Equal(["a", "b", "d"], run.Scripts.Select(script => script.Job));
    }

    public void Dispose() => _folder.Dispose();

    private Task<WorkflowRun> RunAsync(params (string Name, string Job)[] jobs) =>
        new WorkflowRunner(_folder.Path, _folder.Path, new Dictionary<string, string> { ["PATH"] = Environment.GetEnvironmentVariable("PATH")! })
            .RunAsync(new JsonObject { ["jobs"] = new JsonObject(jobs.Select(job => KeyValuePair.Create(job.Name, JsonNode.Parse(job.Job)))) });
}
