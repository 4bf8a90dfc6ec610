using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The fields that the runner of this test knows. A field that it would pass over could mean that a script runs otherwise on GitHub, or not at all.</summary>
internal static class WorkflowFields
{
    private static readonly string[] Workflow = ["name", "on", "permissions", "concurrency", "defaults", "env", "jobs"];
    private static readonly string[] Job = ["needs", "if", "runs-on", "timeout-minutes", "environment", "permissions", "outputs", "env", "steps"];
    private static readonly string[] Step = ["name", "id", "if", "env", "run", "uses", "with"];

    /// <exception cref="NotSupportedException">There is one that is not known.</exception>
    public static void Require(JsonNode workflow)
    {
        Require(workflow, Workflow);
        if (workflow["defaults"]?.ToJsonString() is not (null or """{"run":{"shell":"bash"}}"""))
        {
            throw new NotSupportedException($"The defaults {workflow["defaults"]!.ToJsonString()} are not understood here.");
        }

        foreach (var (_, job) in workflow["jobs"]!.AsObject())
        {
            Require(job!, Job);
            foreach (var step in job!["steps"]!.AsArray())
            {
                Require(step!, Step);
                if (step!["run"] is null == step["uses"] is null)
                {
                    throw new NotSupportedException($"{step.GetPath()} needs one of run and uses.");
                }
            }
        }
    }

    private static void Require(JsonNode node, string[] known)
    {
        foreach (var (name, _) in node.AsObject())
        {
            if (!known.Contains(name))
            {
                throw new NotSupportedException($"{node.GetPath()}: '{name}' is not understood here.");
            }
        }
    }
}
