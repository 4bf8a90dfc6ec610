using Slipway.Publishing.Policy;

namespace Slipway.EndToEnd.Tests.Interop;

/// <summary>A project folder whose releases are typed with the <c>slipway</c> command, as the docs have it.</summary>
internal sealed class Shop : IDisposable
{
    public Terminal Terminal { get; } = new();

    public string TrustAnchor => Terminal["trust_anchor.json"];

    /// <summary>slipway.json as it is now.</summary>
    public ReleasePolicy Policy => ReleasePolicy.Load(Terminal["slipway.json"]);

    /// <summary>The folder of the product's repository.</summary>
    public string Repository => Terminal["releases/acme/edge-agent"];

    /// <param name="store">A store's address.</param>
    public async Task InitializeAsync(string store = "releases")
    {
        await TypeAsync($"slipway init --product edge-agent --org acme --store {store}");
        var policy = await File.ReadAllTextAsync(Terminal["slipway.json"]);
        await File.WriteAllTextAsync(Terminal["slipway.json"], policy.Replace("\"48h\"", "\"0\"", StringComparison.Ordinal));
    }

    /// <summary>Types a line that must succeed.</summary>
    public async Task<Answer> TypeAsync(string line)
    {
        var answer = await Terminal.TypeAsync(line);
        Assert.True(answer.ExitCode == 0, $"{line}\n{answer.Output}{answer.Error}");
        return answer;
    }

    /// <summary>Packs and signs a bundle whose one file says <paramref name="content"/>.</summary>
    /// <returns>The bundle's folder.</returns>
    public async Task<string> BundleAsync(string version, string content, string runtime = "linux-x64")
    {
        Directory.CreateDirectory(Terminal[$"app-{version}"]);
        await File.WriteAllTextAsync(Terminal[$"app-{version}/run.sh"], content);
        await TypeAsync($"slipway bundle app-{version} --product edge-agent --version {version} --rid {runtime} --key file:keys/builder.pem --output {Bundle(version, runtime)}");
        return Bundle(version, runtime);
    }

    /// <summary>The folder of a bundle.</summary>
    public string Bundle(string version, string runtime = "linux-x64") => Terminal[$"dist/{version}/{runtime}"];

    /// <summary>Where a file of a bundle is listed.</summary>
    public static string PathOf(string version, string file) => $"releases/{version}/linux-x64/{file}";

    public void Dispose() => Terminal.Dispose();
}
