using System.Diagnostics;
using System.Text.Json;

namespace Slipway.Testing;

/// <summary>A device that reads a repository with tuf-js, an official client. It lives in a folder, and starts from a root like any other.</summary>
public sealed class TufJs
{
    private const int Refused = 1;

    private readonly string _folder;

    private TufJs(string folder) => _folder = folder;

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = FindObstacle();

    /// <summary>A new device.</summary>
    /// <param name="folder">Where it keeps what it trusts and fetches.</param>
    /// <param name="root">The root that it starts from.</param>
    public static async Task<TufJs> CreateAsync(string folder, string root)
    {
        await RunAsync("init", folder, root);
        return new TufJs(folder);
    }

    /// <summary>Refreshes and fetches.</summary>
    /// <param name="address">The repository, by http.</param>
    /// <param name="paths">What to fetch, as metadata lists it.</param>
    /// <returns>The bytes of each file, <see langword="null"/> where no role lists it, and the version of the timestamp.</returns>
    /// <exception cref="TufJsRefusedException">tuf-js does not trust what it got.</exception>
    public async Task<(long Timestamp, IReadOnlyDictionary<string, byte[]?> Files)> FetchAsync(Uri address, params IEnumerable<string> paths)
    {
        var answer = await RunAsync(["fetch", _folder, address.AbsoluteUri, .. paths]);
        var files = answer.GetProperty("files").EnumerateObject().ToDictionary(file => file.Name, file => Read(file.Value), StringComparer.Ordinal);
        return (answer.GetProperty("timestamp").GetInt64(), files);
    }

    private static byte[]? Read(JsonElement file)
    {
        if (file.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(file.GetProperty("file").GetString()!);
        return Sha256Digest.Of(bytes).ToString() == file.GetProperty("sha256").GetString()
            ? bytes
            : throw new InvalidOperationException($"{file} has changed since it was fetched.");
    }

    private static async Task<JsonElement> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [SourceTree.At("tests/interop/tuf-client.mjs"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode is not (0 or Refused) || output.Length == 0)
        {
            throw new InvalidOperationException($"tuf-js ended with {process.ExitCode}: {await error}");
        }

        var answer = JsonDocument.Parse(output).RootElement;
        return process.ExitCode == 0
            ? answer
            : throw new TufJsRefusedException($"{answer.GetProperty("error").GetString()}: {answer.GetProperty("message").GetString()}");
    }

    private static string? FindObstacle()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "Node.js is not on the PATH.";
        }

        if (Directory.Exists(SourceTree.At("artifacts/interop/node_modules/tuf-js")))
        {
            return null;
        }

        return $"tuf-js is not installed in artifacts/interop: {WhatNpmSaid() ?? "./build.sh test has npm install it"}.";
    }

    private static string? WhatNpmSaid()
    {
        var log = SourceTree.At("artifacts/interop/npm.log");
        var lines = File.Exists(log) ? File.ReadAllLines(log) : [];
        return lines.FirstOrDefault(line => line.StartsWith("npm err", StringComparison.OrdinalIgnoreCase)) ?? lines.LastOrDefault();
    }
}
