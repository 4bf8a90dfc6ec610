using System.Collections.Immutable;
using System.Text;
using Slipway.Agent.Device;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Reports;

namespace Slipway.Agent.Updates;

/// <summary>Tells what becomes of updates: the last report, which <c>status</c> shows, and the outbox, which is for the world.</summary>
/// <remarks>A disk that takes no report stops neither an update nor a rollback: it is said in the log, and that is all.</remarks>
public sealed class Reporter(DeviceLayout layout, DeviceConfiguration configuration, string deviceId, StepLog log, TimeProvider clock)
{
    private const int IdLength = 16;

    private readonly Outbox _outbox = new(layout);

    /// <summary>An update is under way.</summary>
    public Task ProgressAsync(int progress, Decision decision, CancellationToken cancellation) =>
        Progress(progress, decision).WriteAsync(layout, log, cancellation);

    /// <summary>Takes the received bytes of a download of <paramref name="total"/> bytes, as a progress from <paramref name="from"/> to <paramref name="to"/> percent.</summary>
    public IProgress<long> Download(Decision decision, long total, int from, int to) => new DownloadProgress(layout, clock, Progress(from, decision), total, from, to);

    /// <summary>Nothing to do is written down only where the last report says that something was to be done; that something has to wait, always.</summary>
    /// <remarks>That a yanked release runs on because the operator says so is news for the world, too.</remarks>
    public async Task IdleAsync(Decision decision, CancellationToken cancellation)
    {
        if (decision.Leaving is { } yanked)
        {
            await SendAsync(Describe(ReportStatus.Refused, decision.Reason, decision.Explanation, yanked.Version, decision.Target?.Version, decision.Target?.ManifestDigest, begunAt: null), cancellation);
        }

        var last = DeviceReport.Read(layout);
        if ((last?.Status == OtaStatus.Completed && decision.Target is null) || (last?.Status == OtaStatus.Idle && last.Reason == decision.Reason.ToString() && last.Target == decision.Target?.Version))
        {
            return;
        }

        await new DeviceReport(OtaStatus.Idle, 0, decision.Reason.ToString(), decision.Explanation, decision.Target?.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
    }

    /// <summary>A refusal is remembered, but one to try a bad release again must not hide why it is bad.</summary>
    public async Task RefusedAsync(SlipwayException refusal, SemanticVersion? from, ReleaseReference? target, CancellationToken cancellation)
    {
        var reason = ReasonCode.Of(refusal);
        var last = DeviceReport.Read(layout);
        var isKnown = last?.Status == OtaStatus.Failed && last.Target == target?.Version && (last.Reason == reason.ToString() || reason == ReasonCode.Quarantined);
        var isPassing = reason == ReasonCode.Transport;
        if (!isKnown && !(isPassing && last?.Status != OtaStatus.Updating))
        {
            await new DeviceReport(OtaStatus.Failed, 0, reason.ToString(), refusal.Message, target?.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
        }

        // That there was no network is no news for whoever is told when there is one.
        if (!isPassing)
        {
            await SendAsync(Describe(ReportStatus.Refused, reason, refusal.Message, from, target?.Version, target?.ManifestDigest, begunAt: null), cancellation);
        }
    }

    /// <summary>A version stays.</summary>
    public async Task UpdatedAsync(JournalEntry entry, string message, CancellationToken cancellation)
    {
        await new DeviceReport(OtaStatus.Completed, 100, ReasonCode.Updated.ToString(), message, entry.To.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
        var report = Describe(ReportStatus.Updated, ReasonCode.Updated, message, entry.From?.Version, entry.To.Version, entry.Digest, entry.BegunAt);
        await SendAsync(report with { Attempts = entry.Attempts }, cancellation);
    }

    /// <summary>A version was taken off the air.</summary>
    /// <param name="entry">The switch that was undone.</param>
    /// <param name="message">What happened.</param>
    /// <param name="onAir">How long the version was on the air.</param>
    /// <param name="readLog">Reads the end of the service's log; asked after the last report is written.</param>
    /// <param name="cancellation">Interrupts it; the next start repeats the way back.</param>
    public async Task RolledBackAsync(
        JournalEntry entry, string message, TimeSpan? onAir, Func<Task<ImmutableArray<string>>> readLog, CancellationToken cancellation)
    {
        var reason = entry.IsByHand ? ReasonCode.RolledBack : ReasonCode.HealthRolledBack;
        await new DeviceReport(OtaStatus.Failed, 0, reason.ToString(), message, entry.To.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
        var report = Describe(ReportStatus.RolledBack, reason, message, entry.From?.Version, entry.To.Version, entry.Digest, entry.BegunAt);
        await SendAsync(report with { OnAir = onAir, Attempts = entry.Attempts, Log = await readLog() }, cancellation);
    }

    /// <summary>A version whose files were damaged was replaced by the one before.</summary>
    public async Task ReplacedAsync(JournalEntry entry, string message, CancellationToken cancellation)
    {
        await new DeviceReport(OtaStatus.Failed, 0, ReasonCode.Mismatch.ToString(), message, entry.To.Version, clock.GetUtcNow()).WriteAsync(layout, log, cancellation);
        await SendAsync(Describe(ReportStatus.RolledBack, ReasonCode.Mismatch, message, entry.From?.Version, entry.To.Version, entry.Digest, entry.BegunAt), cancellation);
    }

    private DeviceReport Progress(int progress, Decision decision) =>
        new(OtaStatus.Updating, progress, decision.Reason.ToString(), decision.Explanation, decision.Target!.Version, clock.GetUtcNow());

    private UpdateReport Describe(
        ReportStatus status, ReasonCode reason, string message, SemanticVersion? from, SemanticVersion? to, Sha256Digest? digest, DateTimeOffset? begunAt) => new()
    {
        // When the switch began tells two updates to one release apart; a refusal is the same at every check.
        Id = Sha256Digest.Of(Encoding.UTF8.GetBytes($"{status}\n{reason}\n{from}\n{to}\n{digest}\n{begunAt?.ToUnixTimeSeconds()}")).ToString()[..IdLength],
        DeviceId = deviceId,
        Product = configuration.Product,
        Runtime = configuration.Runtime,
        Channel = configuration.Channel,
        From = from,
        To = to,
        ManifestDigest = digest,
        Status = status,
        Reason = reason.ToString(),
        Message = message,
        At = clock.GetUtcNow(),
    };

    private async Task SendAsync(UpdateReport report, CancellationToken cancellation)
    {
        try
        {
            await _outbox.AddAsync(report, cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            log.Say($"the report for the outbox could not be written: {failure.Message}");
        }
    }
}
