namespace Slipway.Agent.Tests;

/// <summary>What a run of the agent gave.</summary>
internal sealed record AgentRun(int ExitCode, string Output, string Error);
