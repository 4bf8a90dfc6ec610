using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>Runs the scripts of a workflow as GitHub's runner does: each job in a folder of its own, each script by bash with the variables that the workflow sets.</summary>
/// <param name="origin">The folder of the git repository.</param>
/// <param name="scratch">A folder for clones and the runner's files.</param>
/// <param name="variables">What the machine has: the path, the home.</param>
internal sealed class WorkflowRunner(string origin, string scratch, IReadOnlyDictionary<string, string> variables)
{
    private int _folders;

    /// <summary><c>vars.NAME</c>, <c>secrets.NAME</c> and others that hold for every run.</summary>
    public Dictionary<string, string> Contexts { get; } = new(StringComparer.Ordinal);

    /// <summary>Secrets of environments: a job has them if it names the environment.</summary>
    public Dictionary<string, Dictionary<string, string>> Environments { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes what one job leaves for another, as somebody on the way could.</summary>
    public Action<string>? Meddle { get; set; }

    /// <summary>Runs the jobs in their order; one whose needs failed is left out.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="inputs">What is written into its form, or other names of the run.</param>
    /// <exception cref="NotSupportedException">The workflow has something that would be passed over.</exception>
    public async Task<WorkflowRun> RunAsync(JsonNode workflow, params (string Name, string Value)[] inputs)
    {
        WorkflowFields.Require(workflow);
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
        var actions = new WorkflowActions(origin, NewFolder("artifacts"));
        foreach (var (name, job) in workflow["jobs"]!.AsObject())
        {
            if (IsAsked(job!, run) && new WorkflowExpression(contexts).Holds(job!["if"]?.ToString()))
            {
                run.ExitCodes[name] = await RunJobAsync(workflow, name, job, contexts, actions, run);
            }
        }

        return run;
    }

    private static bool IsAsked(JsonNode job, WorkflowRun run)
    {
        string[] needs = job["needs"] switch { null => [], JsonArray several => [.. several.Select(need => need!.ToString())], var one => [one.ToString()] };
        var condition = job["if"]?.ToString() ?? "";
        return condition.Contains("cancelled()", StringComparison.Ordinal) || condition.Contains("always()", StringComparison.Ordinal)
            || needs.All(need => run.ExitCodes.GetValueOrDefault(need, 1) == 0);
    }

    private async Task<int> RunJobAsync(JsonNode workflow, string name, JsonNode job, Dictionary<string, string> runContexts, WorkflowActions actions, WorkflowRun run)
    {
        var folder = NewFolder(name);
        var contexts = new Dictionary<string, string>(runContexts, StringComparer.Ordinal);
        var environment = job["environment"] is { } of ? new WorkflowExpression(contexts).Fill(of.ToString()) : "";
        foreach (var (secret, value) in Environments.GetValueOrDefault(environment, []))
        {
            contexts[secret] = value;
        }

        var exitCode = 0;
        foreach (var step in job["steps"]!.AsArray().TakeWhile(_ => exitCode == 0))
        {
            exitCode = await RunStepAsync(workflow, name, job, step!, folder, contexts, actions, run);
        }

        foreach (var (output, value) in job["outputs"]?.AsObject() ?? [])
        {
            runContexts[$"needs.{name}.outputs.{output}"] = new WorkflowExpression(contexts).Fill(value!.ToString());
        }

        return exitCode;
    }

    private async Task<int> RunStepAsync(JsonNode workflow, string name, JsonNode job, JsonNode step, string folder, Dictionary<string, string> contexts, WorkflowActions actions, WorkflowRun run)
    {
        var expression = new WorkflowExpression(contexts);
        if (!expression.Holds(step["if"]?.ToString()))
        {
            return 0;
        }

        if (step["run"] is not { } script)
        {
            await actions.RunAsync(step, expression, folder);
            if (step["uses"]!.ToString().StartsWith("actions/download-artifact", StringComparison.Ordinal))
            {
                Meddle?.Invoke(Path.Combine(folder, step["with"]!["path"]!.ToString()));
            }

            return 0;
        }

        var files = new StepFiles(NewFolder($"{name}-step"));
        var own = VariablesOf(expression, workflow, job, step);
        Dictionary<string, string> environment = variables.Concat(files.Variables).Concat(own).GroupBy(variable => variable.Key, StringComparer.Ordinal)
            .ToDictionary(variable => variable.Key, variable => variable.Last().Value, StringComparer.Ordinal);
        run.Scripts.Add(new WorkflowScript(name, script.GetPath(), environment));
        var exitCode = await RunScriptAsync(script.ToString(), folder, files, environment, run);
        foreach (var (output, value) in files.ReadOutputs())
        {
            contexts[$"steps.{step["id"]}.outputs.{output}"] = value;
        }

        return exitCode;
    }

    private static Dictionary<string, string> VariablesOf(WorkflowExpression expression, params JsonNode[] scopes) => scopes
        .SelectMany(scope => scope["env"]?.AsObject() ?? [])
        .GroupBy(variable => variable.Key, variable => expression.Fill(variable.Value!.ToString()), StringComparer.Ordinal)
        .ToDictionary(variable => variable.Key, variable => variable.Last(), StringComparer.Ordinal);

    private static async Task<int> RunScriptAsync(string script, string folder, StepFiles files, Dictionary<string, string> environment, WorkflowRun run)
    {
        await File.WriteAllTextAsync(files.Script, script);
        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc", "-eo", "pipefail", files.Script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        run.Log.Append(script).AppendLine().Append(await output).Append(await error);
        run.Summary.Append(files.Summary);
        return process.ExitCode;
    }

    private string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(scratch, $"{++_folders}-{name}")).FullName;
}
