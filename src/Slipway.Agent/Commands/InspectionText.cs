using System.Text.Json.Nodes;
using Slipway.Bundles;

namespace Slipway.Agent.Commands;

/// <summary>What was found in an installed tree, for people and for programs.</summary>
internal static class InspectionText
{
    /// <summary>A line for each finding, or one that says that there is none.</summary>
    public static string Of(TreeInspection inspection)
    {
        var manifest = inspection.Manifest.Manifest;
        return inspection.Findings.IsEmpty
            ? $"{manifest.BundleName} verified: signature, {manifest.Files.Count} files, nothing besides"
            : string.Join('\n', [$"{manifest.BundleName}: signature verified; {inspection.Findings.Length} findings:", .. inspection.Findings.Select(finding => $"  {Spelling(finding),-10} {finding.Path}")]);
    }

    /// <summary>Every file and link with its result, <c>ok</c> or what is wrong with it.</summary>
    public static JsonObject ToJson(TreeInspection inspection)
    {
        var manifest = inspection.Manifest.Manifest;
        var wrong = inspection.Findings.ToLookup(finding => finding.Path, StringComparer.Ordinal);
        var right = manifest.Files.Keys.Concat(manifest.Links.Keys).Where(path => !wrong.Contains(path)).Select(path => Result(path, "ok", message: null));
        var results = right.Concat(inspection.Findings.Select(finding => Result(finding.Path, Spelling(finding), finding.Refusal.Message)));
        return new JsonObject
        {
            ["version"] = manifest.Version.ToString(),
            ["manifest_sha256"] = inspection.Manifest.Digest.ToString(),
            ["signed_by"] = inspection.Manifest.SignedBy.Id.ToString(),
            ["files"] = (long)manifest.Files.Count,
            ["verified"] = inspection.Findings.IsEmpty,
            ["results"] = new JsonArray([.. results.OrderBy(result => result["path"]!.ToString(), StringComparer.Ordinal)]),
        };
    }

    private static JsonObject Result(string path, string result, string? message) => new() { ["path"] = path, ["result"] = result, ["message"] = message };

    private static string Spelling(TreeFinding finding) => finding.Kind.ToString().ToLowerInvariant();
}
