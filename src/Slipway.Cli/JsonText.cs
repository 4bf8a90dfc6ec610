using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Slipway.Channels;
using Slipway.Publishing.GitHub;
using Slipway.Publishing.Promotions;
using Slipway.Publishing.Releases;
using Slipway.Publishing.Rollouts;

namespace Slipway.Cli;

/// <summary>How results look in JSON. The names are public: docs/cli.md.</summary>
internal static class JsonText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>A document in lines. Where it is printed to a log, nothing in it is a command to the server that runs the build.</summary>
    public static string Write(JsonObject json) => LogCommands.Disarm(json.ToJsonString(Indented));

    public static JsonObject Of(SlipwayException refusal)
    {
        var json = new JsonObject { ["error"] = Error(refusal.Code, refusal.Message, refusal.Hint) };
        if (refusal is InputException { Mistake: { } mistake })
        {
            json["at"] = new JsonObject { ["file"] = mistake.File, ["line"] = mistake.Line, ["column"] = mistake.Column };
        }

        if (refusal is PolicyException policy)
        {
            json["errors"] = new JsonArray([.. policy.Refusals.Select(unmet => (JsonNode)Of(unmet))]);
        }

        return json;
    }

    public static JsonObject Of(Publication publication) => new()
    {
        ["version"] = publication.Version.ToString(),
        ["channel"] = publication.Channel.ToString(),
        ["repository"] = publication.Repository.AbsoluteUri,
        ["offers"] = new JsonArray([.. publication.Offers.Select(Of)]),
        ["rollout"] = Of(publication.Rollout),
        ["stopped"] = PlanJson.Of(publication.LeftOut),
        ["github"] = Of(publication.GitHub),
    };

    private static JsonObject? Of(GitHubPublication? release) => release is null ? null : new JsonObject
    {
        ["url"] = release.Page.AbsoluteUri,
        ["tag"] = release.Tag,
        ["prerelease"] = release.IsPrerelease,
        ["files"] = new JsonArray([.. release.Files.Select(file => new JsonObject
        {
            ["name"] = file.Name,
            ["sha256"] = file.Digest.ToString(),
            ["length"] = file.Length,
            ["uploaded"] = file.IsNew,
        })]),
    };

    public static JsonNode Of(Offer offer) => new JsonObject
    {
        ["rid"] = offer.Runtime.ToString(),
        ["version"] = offer.Release.Version.ToString(),
        ["manifest_sha256"] = offer.Release.ManifestDigest.ToString(),
        ["released_at"] = offer.ReleasedAt.ToUnixTimeSeconds(),
        ["promoted_from"] = offer.PromotedFrom?.Channel.ToString(),
        ["rollback"] = offer.Rollback?.Version.ToString(),
        ["allow_downgrade_from"] = new JsonArray([.. offer.AllowDowngradeFrom.Select(version => (JsonNode)version.ToString())]),
        ["display_name"] = offer.DisplayName,
        ["emergency"] = offer.IsEmergency,
        ["reason"] = offer.Reason,
        ["evidence"] = new JsonArray([.. offer.Evidence.Select(rule => (JsonNode)rule.ToJson())]),
    };

    public static JsonObject? Of(Rollout? rollout) => rollout is null ? null : new JsonObject
    {
        ["channel"] = rollout.Channel.ToString(),
        ["version"] = rollout.Version.ToString(),
        ["state"] = rollout.State.ToString().ToLowerInvariant(),
        ["percent"] = RolloutShare.ToPercent(rollout.Permyriad),
        ["not_before"] = rollout.NotBefore?.ToUnixTimeSeconds(),
        ["wave_since"] = rollout.WaveSince?.ToUnixTimeSeconds(),
        ["reason"] = rollout.Reason,
        ["evidence"] = new JsonArray([.. rollout.Evidence.Select(rule => (JsonNode)rule.ToJson())]),
    };

    public static JsonObject Of(PolicyRefusal refusal) => Error(refusal.Code, refusal.Message, refusal.Hint);

    private static JsonObject Error(string code, string message, string? hint) => new() { ["code"] = code, ["message"] = message, ["hint"] = hint };
}
