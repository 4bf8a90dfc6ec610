using System.Text.Json.Nodes;
using Slipway.Channels;
using Slipway.Publishing;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Stores;

namespace Slipway.Cli;

/// <summary>A repository's status as tables of a hundred columns, and as JSON.</summary>
internal static class StatusText
{
    public static IEnumerable<string> Lines(RepositoryStatus status) =>
    [
        $"repository {ReleaseStores.NameOf(status.Address)}, publication {status.TimestampVersion}, {status.Releases} version(s) listed",
        .. status.Channels.SelectMany(channel => Lines(channel, status.Time)),
        .. status.Drifts.Select(Line),
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
        ["drift"] = new JsonArray([.. status.Drifts.Select(drift => (JsonNode)ToJson(drift))]),
    };

    /// <summary>Keys that signed, in JSON.</summary>
    public static JsonArray ToJson(IEnumerable<RoleSigner> signers) =>
        [.. signers.Select(signer => (JsonNode)new JsonObject { ["keyid"] = signer.Id.ToString(), ["name"] = signer.Name })];

    private static IEnumerable<string> Lines(ChannelStatus channel, DateTimeOffset now) => channel.Offers.IsEmpty
        ? [$"{channel.Channel,-10} nothing yet"]
        : channel.Offers.Select(offer => Line(channel, offer, now));

    private static string Line(ChannelStatus channel, Offer offer, DateTimeOffset now)
    {
        var rollout = channel.Rollout is { } running && running.Version == offer.Release.Version ? PublicationText.Describe(running) : "waits for its rollout";
        var from = offer.PromotedFrom is { } promoted ? $", from {promoted.Channel}" : "";
        return $"{channel.Channel,-10} {offer.Release.Version,-12} {offer.Runtime,-16} {rollout}, since {offer.ReleasedAt:u} ({DurationWords.Of(now - offer.ReleasedAt)}){from}";
    }

    private static string Line(ChannelDrift drift) => drift is { Releases: { } releases, Time: { } time }
        ? $"{drift.Channel} {drift.Runtime} is {releases} release(s), {DurationWords.Of(time)} behind {drift.Behind}"
        : $"{drift.Channel} {drift.Runtime} has nothing yet of what {drift.Behind} offers";

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
