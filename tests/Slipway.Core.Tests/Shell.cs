namespace Slipway.Core.Tests;

/// <summary>What a person types into a terminal.</summary>
internal static class Shell
{
    public static string Run(TemporaryFolder folder, string line) => Command.Run(folder, "sh", "-c", line);
}
