using Microsoft.Extensions.Configuration.Json;

namespace EdgeAgent;

/// <summary>Reads edge-agent.json as the lowest layer: the environment and the command line override it.</summary>
internal static class AgentFile
{
    public static void AddAgentFile(this ConfigurationManager configuration, string folder)
    {
        var file = new JsonConfigurationSource { Path = Path.Combine(folder, "edge-agent.json"), Optional = true };
        file.ResolveFileProvider();
        configuration.Sources.Insert(0, file);
    }
}
