using Slipway.Testing;

namespace Slipway.Agent.Tests.Faults;

/// <summary>The agent whose system calls are watched: compiled ahead of time, where there is one that is not older than its source.</summary>
internal static class FaultAgent
{
    public static string File { get; } = Find();

    private static string Find()
    {
        var compiled = Environment.GetEnvironmentVariable("SLIPWAY_AGENT") ?? SourceTree.At("artifacts/agents/linux-x64/slipway-agent");
        return System.IO.File.Exists(compiled) && System.IO.File.GetLastWriteTimeUtc(compiled) > LastChange() ? compiled : AgentProcess.File;
    }

    private static DateTime LastChange() =>
        new[] { "src/Slipway.Core", "src/Slipway.Agent" }
            .SelectMany(folder => Directory.EnumerateFiles(SourceTree.At(folder), "*.cs", SearchOption.AllDirectories))
            .Max(System.IO.File.GetLastWriteTimeUtc);
}
