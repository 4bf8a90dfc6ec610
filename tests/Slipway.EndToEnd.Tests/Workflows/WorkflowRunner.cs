using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>Runs the scripts of a workflow as GitHub's runner does: each job in a clone of its own, each script by bash with the variables that the workflow sets.</summary>
/// <param name="origin">The folder of the git repository.</param>
/// <param name="scratch">A folder for clones and the runner's files.</param>
/// <param name="variables">What the machine has: the path, the home.</param>
internal sealed class WorkflowRunner(string origin, string scratch, IReadOnlyDictionary<string, string> variables)
{
    private int _jobs;

    /// <summary><c>vars.NAME</c>, <c>secrets.NAME</c> and others that hold for every run.</summary>
    public Dictionary<string, string> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Secrets of environments: a job has them if it names the environment.</summary>
    public Dictionary<string, Dictionary<string, string>> Environments { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs the jobs in their order; one whose needs failed is left out.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="inputs">What is written into its form, or other names of the run.</param>
    public async Task<WorkflowRun> RunAsync(JsonNode workflow, params (string Name, string Value)[] inputs)
    {
        var contexts = new Dictionary<string, string>(Contexts, StringComparer.Ordinal);
        foreach (var (name, input) in workflow["on"] is JsonObject on ? on["workflow_dispatch"]?["inputs"]?.AsObject() ?? [] : [])
        {
            contexts[$"inputs.{name}"] = input!["default"]?.ToString() ?? "";
        }

        foreach (var (name, value) in inputs)
        {
            contexts[name] = value;
        }

        var run = new WorkflowRun();
        foreach (var (name, job) in workflow["jobs"]!.AsObject())
        {
            var expression = new WorkflowExpression(contexts);
            string[] needs = job!["needs"] is { } needed ? [needed.ToString()] : [];
            var condition = job["if"]?.ToString();
            var isAsked = condition?.Contains("cancelled()", StringComparison.Ordinal) == true || condition?.Contains("always()", StringComparison.Ordinal) == true || needs.All(need => run.ExitCodes.GetValueOrDefault(need, 1) == 0);
            if (isAsked && expression.Holds(condition))
            {
                run.ExitCodes[name] = await RunJobAsync(workflow, name, job, contexts, run);
            }
        }

        return run;
    }

    private async Task<int> RunJobAsync(JsonNode workflow, string name, JsonNode job, Dictionary<string, string> runContexts, WorkflowRun run)
    {
        var folder = Path.Combine(scratch, $"{++_jobs}-{name}");
        var clone = await Command.RunAsync("git", "clone", "--quiet", origin, folder);
        Assert.True(clone.ExitCode == 0, clone.Error);

        var contexts = new Dictionary<string, string>(runContexts, StringComparer.Ordinal);
        var environment = job["environment"] is { } of ? new WorkflowExpression(contexts).Fill(of.ToString()) : "";
        foreach (var (secret, value) in Environments.GetValueOrDefault(environment, []))
        {
            contexts[secret] = value;
        }

        foreach (var step in job["steps"]!.AsArray())
        {
            var expression = new WorkflowExpression(contexts);
            if (step!["run"] is not { } script || !expression.Holds(step["if"]?.ToString()))
            {
                continue;
            }

            var exitCode = await RunScriptAsync(script.ToString(), folder, VariablesOf(expression, workflow, job, step), run);
            Keep(Path.Combine(folder, ".output"), $"steps.{step["id"]}.outputs", contexts);
            if (exitCode != 0)
            {
                KeepOutputs(name, job, contexts, runContexts);
                return exitCode;
            }
        }

        KeepOutputs(name, job, contexts, runContexts);
        return 0;
    }

    private static void KeepOutputs(string name, JsonNode job, Dictionary<string, string> contexts, Dictionary<string, string> runContexts)
    {
        foreach (var (output, value) in job["outputs"]?.AsObject() ?? [])
        {
            runContexts[$"needs.{name}.outputs.{output}"] = new WorkflowExpression(contexts).Fill(value!.ToString());
        }
    }

    private static Dictionary<string, string> VariablesOf(WorkflowExpression expression, params JsonNode[] scopes) => scopes
        .SelectMany(scope => scope["env"]?.AsObject() ?? [])
        .GroupBy(variable => variable.Key, variable => expression.Fill(variable.Value!.ToString()), StringComparer.Ordinal)
        .ToDictionary(variable => variable.Key, variable => variable.Last(), StringComparer.Ordinal);

    private async Task<int> RunScriptAsync(string script, string folder, Dictionary<string, string> own, WorkflowRun run)
    {
        var file = Path.Combine(folder, ".step.sh");
        await File.WriteAllTextAsync(file, script);
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", file])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        Dictionary<string, string> files = new(StringComparer.Ordinal)
        {
            ["GITHUB_STEP_SUMMARY"] = Path.Combine(folder, ".summary"),
            ["GITHUB_OUTPUT"] = Path.Combine(folder, ".output"),
            ["GITHUB_ENV"] = Path.Combine(folder, ".env"),
        };
        foreach (var (name, value) in variables.Concat(files).Concat(own))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        run.Log.Append(script).AppendLine().Append(await output).Append(await error);
        if (File.Exists(files["GITHUB_STEP_SUMMARY"]))
        {
            run.Summary.Append(await File.ReadAllTextAsync(files["GITHUB_STEP_SUMMARY"]));
            File.Delete(files["GITHUB_STEP_SUMMARY"]);
        }

        return process.ExitCode;
    }

    /// <summary>Outputs of a step, of one line or several.</summary>
    private static void Keep(string file, string prefix, Dictionary<string, string> contexts)
    {
        if (!File.Exists(file))
        {
            return;
        }

        var lines = new Queue<string>(File.ReadAllLines(file));
        while (lines.TryDequeue(out var line))
        {
            if (line.Split("<<") is [var name, var end])
            {
                var value = new StringBuilder();
                while (lines.Dequeue() is var next && next != end)
                {
                    value.AppendLine(next);
                }

                contexts[$"{prefix}.{name}"] = value.ToString();
            }
            else
            {
                contexts[$"{prefix}.{line.Split('=')[0]}"] = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..];
            }
        }

        File.Delete(file);
    }
}
