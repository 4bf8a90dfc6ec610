using System.Text.Json.Nodes;
using Slipway.Agent.Updates;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Tuf;

namespace Slipway.Agent.Commands;

/// <summary>What went into a decision, section by section.</summary>
internal static class Explanation
{
    private const int ShortSalt = 8;

    public static async Task<JsonObject> MakeAsync(CheckResult found, string? releasesExpiry, JsonObject operatorSays, DateTimeOffset now, CancellationToken cancellation) => new()
    {
        ["offer"] = found.Offer is { } offer ? Describe(offer) : null,
        ["rollout"] = found.Rollout is { } rollout ? Describe(rollout, found.Facts) : null,
        ["device"] = Describe(found.Facts),
        ["operator"] = operatorSays,
        ["time"] = new JsonObject { ["clock"] = IsoTime.Format(now), ["used"] = IsoTime.Format(found.Facts.Time) },
        ["expires"] = await DescribeExpiryAsync(found, releasesExpiry, cancellation),
        ["rules"] = DescribeRules(found),
        ["decision"] = new JsonObject
        {
            ["decision"] = DecisionText.Of(found.Decision.Kind),
            ["reason"] = found.Decision.Reason.ToString(),
            ["version"] = found.Decision.Target?.Version.ToString(),
            ["message"] = found.Decision.Explanation,
        },
    };

    private static JsonObject Describe(Offer offer) => new()
    {
        ["version"] = offer.Release.Version.ToString(),
        ["manifest_sha256"] = offer.Release.ManifestDigest.ToString(),
        ["released_at"] = IsoTime.Format(offer.ReleasedAt),
        ["promoted_from"] = offer.PromotedFrom is { } source ? $"{source.Channel} {source.RoleVersion}, {IsoTime.Format(source.At)}" : null,
        ["min_current_version"] = offer.Release.MinCurrentVersion?.ToString(),
        ["min_secure_version"] = offer.MinSecureVersion?.ToString(),
        ["rollback"] = offer.Rollback?.Version.ToString(),
        ["stepping_stones"] = List(offer.SteppingStones.Select(stone => stone.Version)),
        ["allow_downgrade_from"] = List(offer.AllowDowngradeFrom),
        ["allow_major"] = offer.AllowsMajor,
        ["emergency"] = offer.IsEmergency,
        ["reason"] = offer.Reason,
        ["display_name"] = offer.DisplayName,
    };

    private static JsonObject Describe(Rollout rollout, DeviceFacts device) => new()
    {
        ["version"] = rollout.Version.ToString(),
        ["state"] = rollout.State.ToString().ToLowerInvariant(),
        ["permyriad"] = (long)rollout.Permyriad,
        ["bucket"] = (long)Cohort.BucketOf(device.DeviceId, rollout.Salt),
        ["salt"] = rollout.Salt.Length > ShortSalt ? rollout.Salt[..ShortSalt] : rollout.Salt,
        ["not_before"] = rollout.NotBefore is { } start ? IsoTime.Format(start) : null,
        ["reason"] = rollout.Reason,
        ["yanked"] = new JsonArray([.. rollout.Yanked.Select(JsonNode? (release) => release.Version.ToString())]),
    };

    private static JsonObject Describe(DeviceFacts device) => new()
    {
        ["device_id"] = device.DeviceId,
        ["product"] = device.Product.ToString(),
        ["rid"] = device.Runtime.ToString(),
        ["channel"] = device.Channel.ToString(),
        ["running"] = device.Running?.ToString(),
        ["floor"] = device.Floor?.ToString(),
        ["quarantine"] = new JsonArray([.. device.Quarantine.Select(JsonNode? (digest) => digest.ToString()).OrderBy(digest => digest!.ToString(), StringComparer.Ordinal)]),
    };

    private static async Task<JsonObject> DescribeExpiryAsync(CheckResult found, string? releasesExpiry, CancellationToken cancellation)
    {
        var trusted = found.Client.Trusted;
        var expires = new JsonObject
        {
            [RoleNames.Root] = IsoTime.Format(trusted.Root.Expires),
            [RoleNames.Timestamp] = IsoTime.Format(trusted.Timestamp!.Expires),
            [RoleNames.Snapshot] = IsoTime.Format(trusted.Snapshot!.Expires),
            [RoleNames.Targets] = IsoTime.Format(trusted.Targets!.Expires),
        };
        foreach (var role in (string[])[found.Facts.Channel.ToString(), ReleasePaths.RolloutRole])
        {
            if (found.Client.DelegationTo(role) is { } delegation)
            {
                expires[role] = IsoTime.Format((await found.Client.LoadRoleAsync(delegation, cancellation)).Expires);
            }
        }

        if (releasesExpiry is not null)
        {
            expires[ReleasePaths.ReleasesRole] = releasesExpiry;
        }

        return expires;
    }

    /// <summary>When the builder's role expires, or why it is refused; null where it cannot be read. Only an update asks for it: it does not go into the decision.</summary>
    public static async Task<string?> ReadReleasesExpiryAsync(TufClient client, CancellationToken cancellation)
    {
        try
        {
            return client.DelegationTo(ReleasePaths.ReleasesRole) is { } releases ? IsoTime.Format((await client.LoadRoleAsync(releases, cancellation)).Expires) : null;
        }
        catch (TrustException refusal)
        {
            return refusal.Message;
        }
        catch (DeviceException unread) when (unread.IsTransport)
        {
            return null;
        }
    }

    private static JsonArray DescribeRules(CheckResult found)
    {
        var rules = new JsonArray();
        var made = Decision.Make(found.Offer, found.Rollout, found.Facts, Add);
        if (made.Kind is DecisionKind.Update or DecisionKind.RollBack)
        {
            Add(new RuleVerdict("operator", found.Decision == made ? null : found.Decision));
        }

        return rules;

        void Add(RuleVerdict asked) => rules.Add((JsonNode)new JsonObject
        {
            ["rule"] = asked.Rule,
            ["verdict"] = asked.Decision is null ? "passed" : DecisionText.Of(asked.Decision.Kind),
            ["message"] = asked.Decision?.Explanation,
        });
    }

    private static JsonArray List(IEnumerable<SemanticVersion> versions) => new([.. versions.Select(JsonNode? (version) => version.ToString())]);
}
