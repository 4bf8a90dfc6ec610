namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>A script that a run of a workflow ran.</summary>
/// <param name="Job">The job that it belongs to.</param>
/// <param name="Place">Where it stands in the workflows.</param>
/// <param name="Variables">All of its environment: there was nothing else.</param>
internal sealed record WorkflowScript(string Job, string Place, IReadOnlyDictionary<string, string> Variables);
