using System.Text.Json.Nodes;
using Slipway.Publishing;
using Slipway.Publishing.History;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>A history as lines, the newest first, and as JSON.</summary>
internal static class HistoryText
{
    public static IEnumerable<string> Lines(ReleaseHistory history) =>
    [
        .. history.Events.Select(happened => PlainText.Of(Line(happened))),
        .. history.Total > history.Events.Length ? new[] { $"{history.Total - history.Events.Length} older event(s) are not shown: --limit" } : [],
        .. history.Beginnings.Where(beginning => !beginning.IsFirst).Select(beginning => $"{beginning.Role} is known from version {beginning.Oldest} on: older ones are gone from the store"),
    ];

    public static JsonObject ToJson(ReleaseHistory history) => new()
    {
        ["repository"] = history.Repository.AbsoluteUri,
        ["total"] = history.Total,
        ["events"] = new JsonArray([.. history.Events.Select(happened => (JsonNode)ToJson(happened))]),
        ["beginnings"] = new JsonArray([.. history.Beginnings.Select(beginning => (JsonNode)new JsonObject
        {
            ["role"] = beginning.Role,
            ["oldest"] = beginning.Oldest,
            ["complete"] = beginning.IsFirst,
            ["orphans"] = beginning.Orphans,
        })]),
    };

    private static string Line(ReleaseEvent happened)
    {
        var time = $"{(happened.IsTimeSigned ? ' ' : '~')}{IsoTime.Format(happened.At)}";
        return $"{time} {ChannelOf(happened),-10} {happened.Version?.ToString() ?? "",-12} {string.Join(", ", Words(happened))}; {Signers(happened)}{Doubt(happened)}";
    }

    private static string ChannelOf(ReleaseEvent happened) =>
        happened.Kind is ReleaseEventKind.Yanked or ReleaseEventKind.Unyanked or ReleaseEventKind.YankDropped ? "all" : happened.Channel?.ToString() ?? "?";

    private static IEnumerable<string> Words(ReleaseEvent happened)
    {
        yield return happened.Kind switch
        {
            ReleaseEventKind.Promoted => $"promoted from {happened.From}",
            ReleaseEventKind.Lowered => $"lowered from {happened.Before}",
            ReleaseEventKind.Started => $"rollout started at {PublicationText.Percent(happened.Permyriad ?? 0)}",
            ReleaseEventKind.Widened or ReleaseEventKind.Narrowed => $"{NameOf(happened.Kind)} to {PublicationText.Percent(happened.Permyriad ?? 0)}",
            ReleaseEventKind.Halted or ReleaseEventKind.Resumed or ReleaseEventKind.RolledBack => $"{NameOf(happened.Kind).Replace('_', ' ')} at {PublicationText.Percent(happened.Permyriad ?? 0)}",
            _ => NameOf(happened.Kind).Replace('_', ' '),
        };
        if (happened.IsEmergency)
        {
            yield return "emergency";
        }

        if (!happened.Runtimes.IsEmpty)
        {
            yield return string.Join(" ", happened.Runtimes);
        }

        if (happened.Reason is { } reason)
        {
            yield return $"reason: {reason}";
        }

        if (happened.Notes is { } notes)
        {
            yield return $"notes: {notes}";
        }
    }

    private static string Signers(ReleaseEvent happened) => happened.SignedBy.IsEmpty
        ? $"signed by nobody who counts ({happened.Source.Role} {happened.Source.Version})"
        : $"by {string.Join(", ", happened.SignedBy)}{(happened.HasFormerKeys ? ", keys of then" : "")} ({happened.Source.Role} {happened.Source.Version})";

    private static string Doubt(ReleaseEvent happened) => (happened.Evidence == Evidence.Signature ? ", signed, maybe never published" : "") + (happened.Problem is { } problem ? $": {problem}" : "");

    private static JsonObject ToJson(ReleaseEvent happened) => new()
    {
        ["event"] = NameOf(happened.Kind),
        ["at"] = happened.At.ToUnixTimeSeconds(),
        ["at_signed"] = happened.IsTimeSigned,
        ["channel"] = happened.Channel?.ToString(),
        ["version"] = happened.Version?.ToString(),
        ["before"] = happened.Before?.ToString(),
        ["rids"] = new JsonArray([.. happened.Runtimes.Select(runtime => (JsonNode)runtime.ToString())]),
        ["from"] = happened.From?.ToString(),
        ["percent"] = RolloutShare.ToPercent(happened.Permyriad),
        ["notes"] = happened.Notes,
        ["emergency"] = happened.IsEmergency,
        ["reason"] = happened.Reason,
        ["role"] = happened.Source.Role,
        ["role_version"] = happened.Source.Version,
        ["signed_by"] = StatusText.ToJson(happened.SignedBy),
        ["former_keys"] = happened.HasFormerKeys,
        ["evidence"] = happened.Evidence.ToString().ToLowerInvariant(),
        ["problem"] = happened.Problem,
    };

    private static string NameOf(ReleaseEventKind kind) => kind switch
    {
        ReleaseEventKind.OfferChanged => "offer_changed",
        ReleaseEventKind.RolloutChanged => "rollout_changed",
        ReleaseEventKind.RolledBack => "rolled_back",
        ReleaseEventKind.YankDropped => "yank_dropped",
        ReleaseEventKind.NotVerified => "not_verified",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
