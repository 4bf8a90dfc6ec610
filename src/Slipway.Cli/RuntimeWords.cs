using Slipway.Bundles;

namespace Slipway.Cli;

/// <summary>Runtimes of which the same is to be said.</summary>
internal static class RuntimeWords
{
    /// <summary>The name of the only one, else how many they are.</summary>
    public static string Of(IEnumerable<RuntimeId> runtimes) => runtimes.ToArray() switch
    {
        [var only] => only.ToString(),
        var several => $"{several.Length} runtimes",
    };
}
