using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Slipway.Cli.Tests;

/// <summary>The commands of docs/runbook.md, typed as they stand.</summary>
public sealed partial class RunbookTests : IDisposable
{
    private static readonly string Prelude = $$"""
        set -eu
        slipway() { dotnet exec '{{Path.Combine(AppContext.BaseDirectory, "slipway.dll")}}' "$@"; }
        expect() {
          local wanted=$1; shift
          set +e; "$@"; local got=$?; set -e
          [ "$got" = "$wanted" ] || { echo "exit $got instead of $wanted: $*"; exit 1; }
        }

        """;

    // What makes the playbook for a stolen rollout key worth typing.
    private const string Theft = "slipway yank 1.4.1 --reason 'says a thief'";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Every_line_of_the_runbook_does_what_it_says()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the runbook's lines are for bash and git on Linux");
        Assert.SkipWhen(await RunAsync("bash", ["-c", "git --version"]) is not (0, _), "git is missing");
        var lines = Commands(await File.ReadAllTextAsync(SourceTree.At("docs/runbook.md")));
        lines.Insert(lines.IndexOf("expect 3 slipway keys rotate rollout"), Theft);
        await File.WriteAllTextAsync(_folder["runbook.sh"], Prelude + string.Join('\n', lines));

        var (exitCode, output) = await RunAsync("bash", ["-x", "runbook.sh"]);

        Assert.True(exitCode == 0, string.Join('\n', output.Split('\n').TakeLast(40)));
        Assert.Contains(lines, line => line.StartsWith("expect 3 slipway promote", StringComparison.Ordinal));
        Assert.Contains("slipway discard", lines);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>The lines of all <c>sh</c> blocks; one that ends in another exit code than 0 is told to.</summary>
    private static List<string> Commands(string markdown) =>
        [.. ShellBlock().Matches(markdown).SelectMany(block => block.Groups[1].Value.Split('\n')).Select(line => OtherExitCode().Replace(line, "expect $2 $1"))];

    private async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await process.WaitForExitAsync();
        return (process.ExitCode, output.ToString());

        void Append(string? line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["STORE"] = $"file://{_folder["store"]}",
        ["HOME"] = _folder.Path,
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "runbook",
        ["GIT_AUTHOR_EMAIL"] = "runbook@example.invalid",
        ["GIT_COMMITTER_NAME"] = "runbook",
        ["GIT_COMMITTER_EMAIL"] = "runbook@example.invalid",
    };

    [GeneratedRegex("^```sh\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^(.*[^ ]) +# exit ([0-9]+)$")]
    private static partial Regex OtherExitCode();
}
