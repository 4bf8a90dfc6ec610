using System.Text.Json.Nodes;
using Slipway.Publishing;
using Slipway.Publishing.Diagnosis;

namespace Slipway.Cli;

/// <summary>A doctor's report as lines and as JSON.</summary>
internal static class DoctorText
{
    /// <summary>One line a check or finding, and below it what to do.</summary>
    public static IEnumerable<string> Lines(DoctorReport report)
    {
        foreach (var check in report.Checks)
        {
            foreach (var line in Lines(check))
            {
                yield return PlainText.Of(line);
            }
        }

        yield return $"{report.Count(Severity.Error)} error(s), {report.Count(Severity.Warning)} warning(s)";
    }

    public static JsonObject ToJson(DoctorReport report) => new()
    {
        ["format"] = DoctorReport.Format,
        ["repository"] = report.Repository.AbsoluteUri,
        ["at"] = report.Time.ToUnixTimeSeconds(),
        ["healthy"] = report.IsHealthy,
        ["errors"] = report.Count(Severity.Error),
        ["warnings"] = report.Count(Severity.Warning),
        ["checks"] = new JsonArray([.. report.Checks.Select(ToJson)]),
    };

    private static IEnumerable<string> Lines(CheckResult check)
    {
        if (check.Findings.IsEmpty)
        {
            yield return $"{NameOf(check.Severity),-8} {check.Check,-16} {string.Join("; ", check.Notes)}";
        }

        foreach (var finding in check.Findings)
        {
            yield return $"{NameOf(finding.Severity),-8} {check.Check,-16} {finding.Code}: {finding.Found}: expected {finding.Expected}";
            yield return $"         hint: {finding.Advice}";
        }
    }

    private static JsonNode ToJson(CheckResult check) => new JsonObject
    {
        ["check"] = check.Check,
        ["severity"] = NameOf(check.Severity),
        ["notes"] = new JsonArray([.. check.Notes.Select(note => (JsonNode)note)]),
        ["findings"] = new JsonArray([.. check.Findings.Select(ToJson)]),
    };

    private static JsonNode ToJson(Finding finding) => new JsonObject
    {
        ["code"] = finding.Code,
        ["name"] = finding.Kind.ToString(),
        ["severity"] = NameOf(finding.Severity),
        ["found"] = finding.Found,
        ["expected"] = finding.Expected,
        ["advice"] = finding.Advice,
    };

    private static string NameOf(Severity severity) => severity.ToString().ToLowerInvariant();
}
