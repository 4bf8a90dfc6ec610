namespace Slipway.Agent.Tests;

/// <summary>The agent as a program: the one beside the tests, or a published one that SLIPWAY_AGENT names.</summary>
internal static class AgentProcess
{
    public static string File { get; } = Environment.GetEnvironmentVariable("SLIPWAY_AGENT") ?? Path.Combine(AppContext.BaseDirectory, "slipway-agent");
}
