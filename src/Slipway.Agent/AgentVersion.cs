using System.Reflection;
using System.Runtime.CompilerServices;

namespace Slipway.Agent;

/// <summary>Which agent this is.</summary>
internal static class AgentVersion
{
    /// <summary>The version, for example <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>How it was built: compiled ahead of time, one file that carries its runtime, or beside a runtime.</summary>
    public static string Build =>
        !RuntimeFeature.IsDynamicCodeSupported ? "aot"
        : File.Exists(Path.Combine(AppContext.BaseDirectory, "slipway-agent.dll")) ? "framework-dependent"
        : "single-file";
}
