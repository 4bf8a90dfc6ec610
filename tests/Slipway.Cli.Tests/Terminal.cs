using System.Diagnostics;
using System.Security.Cryptography;

namespace Slipway.Cli.Tests;

/// <summary>A folder and the <c>slipway</c> command in it, as a person has them.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string this[string name] => _folder[name];

    public Dictionary<string, string?> Environment { get; } = new() { ["SOURCE_DATE_EPOCH"] = "1700000000" };

    public string[] Files => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file)).Order(StringComparer.Ordinal)];

    /// <summary>Every file with the digest of what is in it.</summary>
    public string[] Contents => [.. Files.Select(file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[file])))}")];

    /// <summary>Types a line. Arguments are separated by single spaces.</summary>
    public Task<Answer> TypeAsync(string line) => RunAsync(line.Split(' ')[1..]);

    /// <summary>Types a line that has to succeed.</summary>
    public async Task<Answer> DoneAsync(string line)
    {
        var answer = await TypeAsync(line);
        Assert.True(answer.ExitCode == 0, $"{line}\n{answer.Error}{answer.Output}");
        return answer;
    }

    /// <summary>Types a line that has to be refused, for this reason.</summary>
    public async Task<Answer> RefusedAsync(string line, int exitCode, string because)
    {
        var answer = await TypeAsync(line);
        Assert.True(answer.ExitCode == exitCode, $"{line}\n{answer.ExitCode}: {answer.Error}");
        Assert.Contains(because, answer.Error, StringComparison.Ordinal);
        return answer;
    }

    /// <summary>Makes a product of its own, and a repository in <c>releases</c>.</summary>
    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(this["app"]);
        await DoneAsync("slipway init --product edge-agent --org acme --store releases");
    }

    /// <summary>Publishes into canary.</summary>
    public async Task PublishAsync(string version, string options = "")
    {
        await File.WriteAllTextAsync(this["app/run.py"], version);
        await DoneAsync($"slipway bundle app --version {version} --rid linux-x64 --key file:keys/builder.pem --output {version}");
        await DoneAsync($"slipway publish {version} --channel canary{options}");
    }

    public async Task<Answer> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>Begins a command, for who does not leave it alone.</summary>
    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "slipway.dll"), .. arguments])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    public void Dispose() => _folder.Dispose();
}
