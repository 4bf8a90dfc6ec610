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
        var (found, refusal) = await FindAsync(host, configuration, cancellation);
        var explanation = await Explanation.MakeAsync(found, OperatorOf(host, configuration, found.Facts.Time), host.Clock.GetUtcNow(), cancellation);
        explanation.Insert(0, "source", SourceOf(host, refusal));
        await host.Output.WriteLineAsync(host.IsJson ? IndentedJson.EncodeText(explanation) : ExplanationText.Of(explanation));
        return refusal is TrustException ? ExitCode.Of(refusal) : found.Decision.Kind == DecisionKind.Refuse ? ExitCode.Refused : ExitCode.Done;
    }

    /// <summary>Asks the repository; where it cannot be asked, or is refused, what is kept still says how things stand.</summary>
    private static async Task<(CheckResult Found, SlipwayException? Refusal)> FindAsync(AgentHost host, DeviceConfiguration configuration, CancellationToken cancellation)
    {
        if (host.Line.Has(Offline))
        {
            return (await ReadKeptAsync(host, configuration, cancellation), null);
        }

        try
        {
            return (await host.WithUpdaterAsync(updater => updater.CheckAsync(cancellation), cancellation), null);
        }
        catch (SlipwayException refusal) when (refusal is TrustException or DeviceException { Failure: DeviceFailure.Transport or DeviceFailure.Busy })
        {
            try
            {
                return (await ReadKeptAsync(host, configuration, cancellation), refusal);
            }
            catch (SlipwayException)
            {
                ExceptionDispatchInfo.Throw(refusal);
                throw;
            }
        }
    }

    private static async Task<CheckResult> ReadKeptAsync(AgentHost host, DeviceConfiguration configuration, CancellationToken cancellation)
    {
        using var kept = new RepositoryMirrors(new KeptSource(new DeviceMetadata(host.Layout)));
        var check = new UpdateCheck(host.Layout, configuration, await host.ReadDeviceIdAsync(configuration, cancellation), kept) { IsOffline = true, IsReadOnly = true };
        return await check.RunAsync(host.Clock, isForced: false, cancellation);
    }

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
