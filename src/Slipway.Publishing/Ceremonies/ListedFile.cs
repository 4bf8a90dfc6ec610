using System.Text.Json.Nodes;
using Slipway.Tuf;

namespace Slipway.Publishing.Ceremonies;

/// <summary>Compares what roles say of a file: all of it, since all of it is signed.</summary>
internal static class ListedFile
{
    /// <summary>Whether both say the same, or both say nothing.</summary>
    public static bool IsSame(TargetFile? first, TargetFile? second) => first is null || second is null
        ? first is null && second is null
        : first.Path == second.Path && first.Length == second.Length && first.Hashes.Equals(second.Hashes) && JsonNode.DeepEquals(first.Custom, second.Custom);

    /// <summary>What is said of the file besides its bytes, for the end of a line.</summary>
    public static string DescribeCustom(TargetFile file) => file.Custom is null ? "" : $", {file.Custom.ToJsonString()}";
}
