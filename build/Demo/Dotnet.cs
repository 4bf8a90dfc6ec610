using System.Runtime.InteropServices;

namespace Slipway.Demo;

/// <summary>The .NET that runs this program, wherever it was installed.</summary>
internal static class Dotnet
{
    /// <summary>Three above <c>shared/Microsoft.NETCore.App/VERSION</c>.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static string Program { get; } = Path.Combine(Folder, "dotnet");
}
