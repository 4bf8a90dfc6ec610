using Slipway.Bundles;
using Slipway.Signing;

namespace Slipway.Agent.Tests;

/// <summary>A release as a test describes it: its version, and what it says of its own health.</summary>
internal sealed record ReleaseRecipe(string Version)
{
    public const string Healthy = """{"status":"healthy","metrics":{"cpu_percent":12.5,"disk_percent":40},"cloud":{"queue_depth":3},"agent":{"running":true}}""";

    public const string Unhealthy = """{"status":"unhealthy","metrics":{"cpu_percent":12.5,"disk_percent":40},"cloud":{"queue_depth":3},"agent":{"running":true}}""";

    public string Health { get; init; } = Healthy;

    public int DeadlineSeconds { get; init; } = 10;

    public string Product { get; init; } = "edge-agent";

    public string? MinCurrentVersion { get; init; }

    /// <summary>Shell scripts by the names of the hooks that they are.</summary>
    public IReadOnlyDictionary<string, string> Hooks { get; init; } = new Dictionary<string, string>();

    public int HookSeconds { get; init; } = 5;

    /// <summary>A shell script that is the release's health command, and then nobody is asked by http.</summary>
    public string? HealthScript { get; init; }

    /// <summary>What a builder that is not to be trusted makes of the honest tar before it signs; null: nothing.</summary>
    public Func<byte[], byte[]>? Archive { get; init; }

    /// <summary>Signs instead of the repository's builder.</summary>
    public ISigner? Signer { get; init; }

    public SemanticVersion Parsed => SemanticVersion.Parse(Version);
}
