using System.Text.Json.Nodes;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The workflows of the template, and our own.</summary>
internal static class WorkflowFiles
{
    public const string Template = "templates/slipway-edge/.github/workflows";

    /// <summary>Path and text of each.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new[] { Template, ".github/workflows" }
        .SelectMany(folder => Directory.EnumerateFiles(SourceTree.At(folder), "*.yml").Select(file => (Path: $"{folder}/{Path.GetFileName(file)}", Text: File.ReadAllText(file))))
        .OrderBy(file => file.Path, StringComparer.Ordinal)
        .ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);

    /// <summary>As input of a script.</summary>
    public static string ToJson(IEnumerable<KeyValuePair<string, string>> workflows) =>
        new JsonObject(workflows.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value))).ToJsonString();

    /// <summary>All of them, parsed.</summary>
    public static async Task<JsonObject> ReadAsync() => (await PipelineTools.RunAsync("read.mjs", ToJson(All))).AsObject();
}
