using System.Text;

namespace Slipway.EndToEnd.Tests.Workflows;

/// <summary>The files in which a script leaves something for the runner. They are not in the job's folder: it is a clone.</summary>
/// <param name="folder">A folder that only one script has.</param>
internal sealed class StepFiles(string folder)
{
    private string Output => Path.Combine(folder, "output");

    private string SummaryFile => Path.Combine(folder, "summary");

    /// <summary>The script itself.</summary>
    public string Script => Path.Combine(folder, "step.sh");

    /// <summary>The variables that name them.</summary>
    public Dictionary<string, string> Variables => new(StringComparer.Ordinal)
    {
        ["GITHUB_STEP_SUMMARY"] = SummaryFile,
        ["GITHUB_OUTPUT"] = Output,
        ["GITHUB_ENV"] = Path.Combine(folder, "env"),
        ["GITHUB_PATH"] = Path.Combine(folder, "path"),
    };

    /// <summary>What people see.</summary>
    public string Summary => File.Exists(SummaryFile) ? File.ReadAllText(SummaryFile) : "";

    /// <summary>Outputs of one line or several.</summary>
    /// <exception cref="NotSupportedException">The script left something that would reach later steps on GitHub, and does not here.</exception>
    public Dictionary<string, string> ReadOutputs()
    {
        if (File.Exists(Variables["GITHUB_ENV"]) || File.Exists(Variables["GITHUB_PATH"]))
        {
            throw new NotSupportedException("GITHUB_ENV and GITHUB_PATH are not carried to later steps here.");
        }

        Dictionary<string, string> outputs = new(StringComparer.Ordinal);
        var lines = new Queue<string>(File.Exists(Output) ? File.ReadAllLines(Output) : []);
        while (lines.TryDequeue(out var line))
        {
            var (name, value) = line.Split("<<") is [var named, var end] ? (named, ReadTo(end, lines)) : Split(line);
            outputs[name] = value;
        }

        return outputs;
    }

    private static string ReadTo(string end, Queue<string> lines)
    {
        var value = new StringBuilder();
        while (lines.Dequeue() is var next && next != end)
        {
            value.AppendLine(next);
        }

        return value.ToString();
    }

    private static (string Name, string Value) Split(string line) =>
        line.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (line[..at], line[(at + 1)..]) : throw new NotSupportedException($"'{line}' is no output.");
}
