using System.Diagnostics;

namespace Slipway.Testing.Servers.GitHub;

/// <summary>
/// Stands before a server and compares what passes with GitHub's own description of its REST API: a request of a wrong shape is answered with 422, an answer of a wrong shape becomes a 500.
/// </summary>
public sealed class GitHubDescription : IDisposable
{
    private const string Packages = "artifacts/interop-github/node_modules";

    private readonly ServerProcess _prism;

    private GitHubDescription(ServerProcess prism, Uri address) => (_prism, Address) = (prism, address);

    /// <summary>Why it cannot be run here, or <see langword="null"/> if it can.</summary>
    public static string? Obstacle { get; } = ServerProcess.Obstacle ?? Programs.FindMissing("node")
        ?? (Directory.Exists(SourceTree.At($"{Packages}/@stoplight/prism-cli")) && Directory.Exists(SourceTree.At($"{Packages}/@octokit/openapi"))
            ? null
            : "GitHub's description is not installed in artifacts/interop-github: ./build.sh test has npm install it.");

    public Uri Address { get; }

    /// <param name="folder">For the description and what the server prints.</param>
    /// <param name="upstream">Where requests go.</param>
    public static async Task<GitHubDescription> StartAsync(string folder, Uri upstream)
    {
        var description = Path.Combine(folder, "releases.json");
        using (var describe = Process.Start("node", [SourceTree.At("tests/interop/github/describe.mjs"), description]))
        {
            await describe.WaitForExitAsync();
        }

        var address = new Uri($"http://127.0.0.1:{FreePort.Find()}/");
        var prism = await ServerProcess.StartAsync(
            Path.Combine(folder, "prism.log"),
            address,
            "node", SourceTree.At($"{Packages}/@stoplight/prism-cli/dist/index.js"), "proxy", "--errors", "-h", address.Host, "-p", $"{address.Port}", description, upstream.AbsoluteUri);
        return new GitHubDescription(prism, address);
    }

    public void Dispose() => _prism.Dispose();
}
