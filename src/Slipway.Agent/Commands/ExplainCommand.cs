using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using Slipway.Agent.Device;
using Slipway.Agent.Holds;
using Slipway.Agent.Updates;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Agent.Commands;

/// <summary><c>slipway-agent explain</c>: the decision with everything that went into it (DESIGN §1, idea 4).</summary>
internal static class ExplainCommand
{
    public static readonly CommandOption Offline = new("--offline", "ask no repository: explain from what the device remembers");

    public static async Task<int> RunAsync(AgentHost host, CancellationToken cancellation)
    {
        var configuration = host.ReadConfiguration();
        var (found, releases, refusal) = await FindAsync(host, configuration, cancellation);
        var explanation = await Explanation.MakeAsync(found, releases, OperatorOf(host, configuration, found.Facts.Time), host.Clock.GetUtcNow(), cancellation);
        explanation.Insert(0, "source", SourceOf(host, refusal));
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(explanation) : ExplanationText.Of(explanation));
        return refusal is TrustException ? ExitCode.Of(refusal) : found.Decision.Kind == DecisionKind.Refuse ? ExitCode.Refused : ExitCode.Done;
    }

    /// <summary>Asks the repository; where it cannot be asked, or is refused, what is kept still says how things stand.</summary>
    private static async Task<(CheckResult Found, string? Releases, SlipwayException? Refusal)> FindAsync(AgentHost host, DeviceConfiguration configuration, CancellationToken cancellation)
    {
        if (host.Line.Has(Offline))
        {
            var kept = await ReadKeptAsync(host, configuration, cancellation);
            return (kept.Found, kept.Releases, null);
        }

        try
        {
            var current = await host.WithUpdaterAsync(async updater => await WithReleasesAsync(await updater.CheckAsync(cancellation), cancellation), cancellation);
            return (current.Found, current.Releases, null);
        }
        catch (SlipwayException refusal) when (refusal is TrustException or DeviceException { Failure: DeviceFailure.Busy } or DeviceException { IsTransport: true })
        {
            try
            {
                var kept = await ReadKeptAsync(host, configuration, cancellation);
                return (kept.Found, kept.Releases, refusal);
            }
            catch (SlipwayException)
            {
                ExceptionDispatchInfo.Throw(refusal);
                throw;
            }
        }
    }

    private static async Task<(CheckResult Found, string? Releases)> ReadKeptAsync(AgentHost host, DeviceConfiguration configuration, CancellationToken cancellation)
    {
        using var kept = new RepositoryMirrors(new KeptSource(new DeviceMetadata(host.Layout)));
        var check = new UpdateCheck(host.Layout, configuration, await host.ReadDeviceIdAsync(configuration, cancellation), kept) { IsOffline = true, IsReadOnly = true };
        return await WithReleasesAsync(await check.RunAsync(host.Clock, isForced: false, cancellation), cancellation);
    }

    /// <summary>While the repository is still open.</summary>
    private static async Task<(CheckResult Found, string? Releases)> WithReleasesAsync(CheckResult found, CancellationToken cancellation) =>
        (found, await Explanation.ReadReleasesExpiryAsync(found.Client, cancellation));

    private static JsonObject OperatorOf(AgentHost host, DeviceConfiguration configuration, DateTimeOffset time) => new()
    {
        ["hold"] = new HoldFiles(host.Layout).Find(time)?.Explain(),
        ["maintenance"] = configuration.Maintenance?.Explain(host.Clock.GetUtcNow()),
    };

    private static JsonObject SourceOf(AgentHost host, SlipwayException? refusal) => new()
    {
        ["from"] = refusal is null && !host.Line.Has(Offline) ? "repository" : "kept",
        ["code"] = refusal?.Code,
        ["message"] = refusal?.Message,
    };
}
