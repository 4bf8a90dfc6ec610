using Slipway.Bundles;

namespace Slipway.Publishing.Installers;

/// <summary>The agents that travel with the command and the MSBuild package: <c>agents/RID/slipway-agent</c> beside their assembly.</summary>
internal static class AgentPrograms
{
    private const string FileName = "slipway-agent";

    /// <summary>The agent for <paramref name="runtime"/>.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.AgentMissing"/>, or the named file does not exist.</exception>
    public static string Find(RuntimeId runtime, string? named)
    {
        if (named is not null)
        {
            return File.Exists(named) ? named : throw new InputException(InputFailure.FileNotFound, $"The agent {Path.GetFullPath(named)} does not exist.");
        }

        var folder = Path.Combine(Path.GetDirectoryName(typeof(AgentPrograms).Assembly.Location)!, "agents");
        var file = Path.Combine(folder, runtime.ToString(), FileName);
        return File.Exists(file) ? file : throw new InputException(InputFailure.AgentMissing, $"There is no agent for {runtime} here: found {Found(folder)}.")
        {
            Hint = $"Build it with 'dotnet publish src/Slipway.Agent -r {runtime}' on such a machine, and name it with --agent FILE.",
        };
    }

    private static string Found(string folder)
    {
        var runtimes = Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToArray() : [];
        return runtimes.Length > 0 ? string.Join(", ", runtimes) : "none";
    }
}
