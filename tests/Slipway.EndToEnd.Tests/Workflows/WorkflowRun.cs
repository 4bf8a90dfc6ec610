using System.Text;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>What a run of a workflow did.</summary>
internal sealed class WorkflowRun
{
    /// <summary>The exit code of each job that was run.</summary>
    public Dictionary<string, int> ExitCodes { get; } = new(StringComparer.Ordinal);

    /// <summary>The scripts that were run.</summary>
    public List<WorkflowScript> Scripts { get; } = [];

    /// <summary>What people see of it.</summary>
    public StringBuilder Summary { get; } = new();

    /// <summary>What its scripts printed.</summary>
    public StringBuilder Log { get; } = new();

    /// <summary>The jobs in their order, with their exit codes.</summary>
    public override string ToString() => string.Join(", ", ExitCodes.Select(job => $"{job.Key} {job.Value}"));
}
