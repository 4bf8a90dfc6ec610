using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;
using Slipway.Tuf;

namespace Slipway.Publishing.Policy;

/// <summary>The slipway.json that a first try starts from.</summary>
internal static class PolicyTemplate
{
    public const string KeyFolder = "keys";
    public const string TrustAnchorFile = "trust_anchor.json";

    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: a key for a role that there will not be.</exception>
    public static string Write(InitializeRequest request)
    {
        var text = Encoding.UTF8.GetBytes(WriteDefault(request));
        foreach (var (role, keys) in request.Keys.OrderBy(use => use.Key, StringComparer.Ordinal))
        {
            text = PolicyText.Names(text, role)
                ? PolicyText.SetKeys(text, role, [.. keys.Select(key => key.ToString())], threshold: 1)
                : throw new InputException(InputFailure.OptionInvalid, $"There is no role '{role}' to give a key to: expected root, targets, releases, canary, beta, stable, rollout, snapshot or timestamp.");
        }

        return Encoding.UTF8.GetString(text);
    }

    private static string WriteDefault(InitializeRequest request) =>
        $$"""
        {
          "$schema": "{{PolicySchema.Reference}}",
          "format": "{{ReleasePolicy.Format}}",
          "product": {{Quote(request.Product.ToString())}},
          "organization": {{Quote(request.Organization.ToString())}},
          "store": {{Quote(request.Store)}},{{S3(request.S3)}}
          "trust_anchor": "{{TrustAnchorFile}}",
          "channels": {
            "canary": { "waves": [100] },
            "beta": { "from": "canary", "bake": "0", "waves": [10, 50, 100] },
            "stable": { "from": "beta", "bake": "48h", "bump": "minor", "waves": [1, 10, 50, 100] }
          },
          "roles": {
            "root": { "keys": ["file:keys/root.pem"], "threshold": 1, "expires": "365d" },
            "targets": { "keys": ["file:keys/targets.pem"], "threshold": 1, "expires": "365d" },
            "releases": { "keys": ["file:keys/builder.pem"], "threshold": 1, "expires": "90d" },
            "canary": { "keys": ["file:keys/canary.pem"], "threshold": 1, "expires": "14d" },
            "beta": { "keys": ["file:keys/beta.pem"], "threshold": 1, "expires": "30d" },
            "stable": { "keys": ["file:keys/stable.pem"], "threshold": 1, "expires": "90d" },
            "rollout": { "keys": ["file:keys/rollout.pem"], "threshold": 1, "expires": "7d" },
            "snapshot": { "keys": ["file:keys/online.pem"], "threshold": 1, "expires": "7d" },
            "timestamp": { "keys": ["file:keys/online.pem"], "threshold": 1, "expires": "3d" }
          }
        }

        """.ReplaceLineEndings("\n");

    /// <summary>What a first try may do and production must not, with the line that says it.</summary>
    public static async Task<ImmutableArray<(int Line, string Advice)>> AdviseAsync(ReleasePolicy policy, CancellationToken cancellation)
    {
        var text = await File.ReadAllTextAsync(policy.File, cancellation);
        return [.. Advise(policy).Select(advice => (LineOf(text, advice.Mark), advice.Text)).Where(advice => advice.Item1 > 0)];
    }

    private static IEnumerable<(string Mark, string Text)> Advise(ReleasePolicy policy)
    {
        if (policy.Roles[RoleNames.Root].Threshold == 1)
        {
            yield return ("\"root\": {", "root: three keys of three people, kept offline, \"threshold\": 2");
        }

        if (policy.Roles[RoleNames.Targets].Threshold == 1)
        {
            yield return ("\"targets\": {", "targets: the same");
        }

        yield return ("\"releases\": {", "releases: the build's key from a secrets manager, never a file");
        if (policy.Roles.GetValueOrDefault("stable")?.Threshold == 1)
        {
            yield return ("\"stable\": { \"keys\"", "stable: \"threshold\": 2 of three approvers");
        }

        yield return ("\"store\"", "store: where devices can read it, or add \"device_urls\"");
        if (!policy.IsProduction)
        {
            yield return ("\"trust_anchor\"", "after it \"production\": true, and back the keys up: 'slipway keys backup'");
        }
    }

    /// <summary>A line of its own, where there is something to say.</summary>
    private static string S3(S3Settings? settings) =>
        settings?.ToJson() is { Count: > 0 } json ? $"\n  \"s3\": {{ {string.Join(", ", json.Select(field => $"\"{field.Key}\": {field.Value!.ToJsonString()}"))} }}," : "";

    /// <summary>From 1 on; 0: it is not in the text.</summary>
    private static int LineOf(string text, string mark) =>
        text.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? text.AsSpan(0, at).Count('\n') + 1 : 0;

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
