using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>What the actions of our workflows do to the folder of a job. One that is not known here is an error: nobody would know what its scripts find.</summary>
/// <param name="origin">The folder of the git repository.</param>
/// <param name="artifacts">Where a run keeps what one job leaves for another.</param>
internal sealed class WorkflowActions(string origin, string artifacts)
{
    /// <summary>Does what an action does.</summary>
    /// <param name="step">The step that uses it.</param>
    /// <param name="expression">What its inputs refer to.</param>
    /// <param name="folder">The job's folder.</param>
    /// <exception cref="NotSupportedException">It, or an input of it, is not known.</exception>
    public async Task RunAsync(JsonNode step, WorkflowExpression expression, string folder)
    {
        var action = step["uses"]!.ToString().Split('@')[0];
        var inputs = (step["with"]?.AsObject() ?? []).ToDictionary(input => input.Key, input => expression.Fill(input.Value!.ToString()), StringComparer.Ordinal);
        string[] known = action switch
        {
            "actions/checkout" => ["persist-credentials"],
            "actions/setup-dotnet" => ["dotnet-version"],
            "actions/upload-artifact" => ["name", "path", "if-no-files-found", "overwrite"],
            "actions/download-artifact" => ["name", "path"],
            _ => throw new NotSupportedException($"{action} is not known here."),
        };
        if (inputs.Keys.FirstOrDefault(input => !known.Contains(input)) is { } unknown)
        {
            throw new NotSupportedException($"The input '{unknown}' of {action} is not known here.");
        }

        switch (action)
        {
            case "actions/checkout":
                await CloneAsync(folder);
                break;
            case "actions/upload-artifact":
                Carry(Path.Combine(folder, inputs["path"]), Path.Combine(artifacts, inputs["name"]));
                break;
            case "actions/download-artifact":
                Carry(Path.Combine(artifacts, inputs["name"]), Path.Combine(folder, inputs["path"]));
                break;
        }
    }

    private async Task CloneAsync(string folder)
    {
        var clone = await Command.RunAsync("git", "clone", "--quiet", origin, folder);
        Assert.True(clone.ExitCode == 0, clone.Error);
    }

    /// <summary>Contents and paths, nothing else: permissions are lost, and what begins with a dot is left out.</summary>
    private static void Carry(string from, string to)
    {
        var files = Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(from, file)).Where(file => !file.Split('/').Any(part => part.StartsWith('.'))).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, file))!);
            File.WriteAllBytes(Path.Combine(to, file), File.ReadAllBytes(Path.Combine(from, file)));
        }
    }
}
