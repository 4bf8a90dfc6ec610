using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Recalls;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;

namespace Slipway.Cli;

/// <summary>A repository's status as tables of a hundred columns, and as JSON.</summary>
internal static class StatusText
{
    public static IEnumerable<string> Lines(RepositoryStatus status) =>
    [
        $"repository {ReleaseStores.NameOf(status.Address)}, publication {status.TimestampVersion}, {status.Releases} version(s) listed",
        .. Folded(status),
        .. status.Channels.SelectMany(channel => Lines(channel, status.Time)),
        .. status.Channels.Where(channel => channel.End is not null).Select(channel => $"{channel.Channel} {channel.End}"),
        .. Drifts(status),
        .. Yanked(status).Select(release => $"{release.Version} is yanked since {release.At:u}: {release.Reason}{(status.IsVoid(release) ? " (DECLARED VOID, and said again: 'slipway unyank' takes it off once more)" : "")}"),
        .. status.Unyanked.Select(Line),
        .. status.Channels.Where(channel => channel.IsMixed).Select(channel => $"{channel.Channel} offers different versions to its runtimes"),
        $"{"role",-10} {"version",7} {"expires",-20} {"left",-12} signed by",
        .. status.Roles.Select(role => Line(role, status.Time)),
        $"next to expire: {status.NextToExpire.Role} at {status.NextToExpire.Expires:u}",
    ];

    public static JsonObject ToJson(RepositoryStatus status) => new()
    {
        ["repository"] = status.Address.AbsoluteUri,
        ["at"] = status.Time.ToUnixTimeSeconds(),
        ["timestamp_version"] = status.TimestampVersion,
        ["releases"] = status.Releases,
        ["next_expiry"] = new JsonObject { ["role"] = status.NextToExpire.Role, ["at"] = status.NextToExpire.Expires.ToUnixTimeSeconds() },
        ["channels"] = new JsonArray([.. status.Channels.Select(channel => (JsonNode)ToJson(channel))]),
        ["roles"] = new JsonArray([.. status.Roles.Select(role => (JsonNode)ToJson(role, status.Time))]),
        ["yanked"] = new JsonArray([.. Yanked(status).Select(release => (JsonNode)new JsonObject
        {
            ["version"] = release.Version.ToString(),
            ["reason"] = release.Reason,
            ["at"] = release.At.ToUnixTimeSeconds(),
            ["void"] = status.IsVoid(release),
        })]),
        ["unyanked"] = new JsonArray([.. status.Unyanked.Select(declaration => (JsonNode)new JsonObject
        {
            ["versions"] = new JsonArray([.. declaration.Yanks.Select(yank => yank.Version).Distinct().Select(version => (JsonNode)version.ToString())]),
            ["reason"] = declaration.Reason,
            ["at"] = declaration.At.ToUnixTimeSeconds(),
        })]),
        ["drift"] = new JsonArray([.. status.Drifts.Select(drift => (JsonNode)ToJson(drift))]),
    };

    /// <summary>Keys that signed, in JSON.</summary>
    public static JsonArray ToJson(IEnumerable<RoleSigner> signers) =>
        [.. signers.Select(signer => (JsonNode)new JsonObject { ["keyid"] = signer.Id.ToString(), ["name"] = signer.Name })];

    /// <summary>Where runtimes are offered the same, they are told of together.</summary>
    private static IEnumerable<string> Lines(ChannelStatus channel, DateTimeOffset now) => channel.Offers.IsEmpty
        ? [$"{channel.Channel,-10} nothing yet"]
        : channel.Offers.GroupBy(offer => (offer.Release.Version, State: Describe(channel, offer, now)))
            .Select(same => $"{channel.Channel,-10} {same.Key.Version,-12} {RuntimeWords.Of(same.Select(offer => offer.Runtime)),-16} {same.Key.State}");

    private static string Describe(ChannelStatus channel, Offer offer, DateTimeOffset now)
    {
        var rollout = channel.Rollout is { } running && running.Version == offer.Release.Version ? PublicationText.Describe(running) : "waits for its rollout";
        var from = offer.PromotedFrom is { } promoted ? $", from {promoted.Channel}" : "";
        var name = offer.DisplayName is { } called ? $", called {called}" : "";
        return $"{rollout}, since {offer.ReleasedAt:u} ({DurationWords.Of(now - offer.ReleasedAt)}){from}{(offer.IsEmergency ? ", emergency" : "")}{name}";
    }

    private static IEnumerable<string> Drifts(RepositoryStatus status) => status.Drifts
        .GroupBy(drift => (drift.Channel, State: Describe(drift)))
        .Select(same => $"{same.Key.Channel} {same.Key.State} ({RuntimeWords.Of(same.Select(drift => drift.Runtime))})");

    private static string Describe(ChannelDrift drift) => drift is { Releases: { } releases, Time: { } time }
        ? $"is {releases} release(s), {DurationWords.Of(time)} behind {drift.Behind}"
        : $"has nothing yet of what {drift.Behind} offers";

    private static IEnumerable<string> Folded(RepositoryStatus status)
    {
        var runtimes = status.Channels.SelectMany(channel => channel.Offers).Select(offer => offer.Runtime).Distinct().ToArray();
        return runtimes.Length > 1 ? [$"runtimes   {string.Join(", ", runtimes.Select(runtime => runtime.ToString()).Order(StringComparer.Ordinal))}"] : [];
    }

    private static IEnumerable<YankedRelease> Yanked(RepositoryStatus status) => status.Channels
        .SelectMany(channel => channel.Rollout?.Yanked ?? [])
        .DistinctBy(release => release.Version);

    private static string Line(Unyank declaration)
    {
        const int Shown = 5;
        var versions = declaration.Yanks.Select(yank => yank.Version).Distinct().ToArray();
        var others = versions.Length > Shown ? $" and {versions.Length - Shown} more" : "";
        return $"{string.Join(", ", versions.Take(Shown))}{others} was yanked, which is void since {declaration.At:u}: {declaration.Reason}";
    }

    private static string Line(RoleStatus role, DateTimeOffset now)
    {
        var left = role.Life.At(now) switch
        {
            RoleFreshness.Expired => "EXPIRED",
            RoleFreshness.EndsSoon => $"{DurationWords.Of(role.Life.Expires - now)} SOON",
            _ => DurationWords.Of(role.Life.Expires - now),
        };
        return $"{role.Life.Role,-10} {role.Life.Version,7} {IsoTime.Format(role.Life.Expires)} {left,-12} {string.Join(", ", role.SignedBy)} ({role.SignedBy.Length} of {role.Threshold})";
    }

    private static JsonObject ToJson(ChannelStatus channel) => new JsonObject
    {
        ["channel"] = channel.Channel.ToString(),
        ["offers"] = new JsonArray([.. channel.Offers.Select(JsonText.Of)]),
        ["rollout"] = JsonText.Of(channel.Rollout),
        ["expires"] = channel.Expires.ToUnixTimeSeconds(),
        ["mixed"] = channel.IsMixed,
        ["end"] = channel.End,
    };

    private static JsonObject ToJson(RoleStatus role, DateTimeOffset now) => new JsonObject
    {
        ["role"] = role.Life.Role,
        ["version"] = role.Life.Version,
        ["expires"] = role.Life.Expires.ToUnixTimeSeconds(),
        ["freshness"] = role.Life.At(now) switch { RoleFreshness.Expired => "expired", RoleFreshness.EndsSoon => "ends_soon", _ => "fresh" },
        ["online"] = role.Life.IsOnline,
        ["threshold"] = role.Threshold,
        ["signed_by"] = ToJson(role.SignedBy),
    };

    private static JsonObject ToJson(ChannelDrift drift) => new JsonObject
    {
        ["channel"] = drift.Channel.ToString(),
        ["rid"] = drift.Runtime.ToString(),
        ["behind"] = drift.Behind.ToString(),
        ["releases"] = drift.Releases,
        ["seconds"] = (long?)drift.Time?.TotalSeconds,
    };
}
