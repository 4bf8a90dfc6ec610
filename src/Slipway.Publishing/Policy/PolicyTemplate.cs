using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Slipway.Publishing.Repository;
using Slipway.Publishing.Stores.S3;

namespace Slipway.Publishing.Policy;

/// <summary>The slipway.json that a first try starts from.</summary>
internal static class PolicyTemplate
{
    public const string KeyFolder = "keys";
    public const string TrustAnchorFile = "trust_anchor.json";

    /// <summary>One key per duty; snapshot and timestamp share the online key.</summary>
    private static readonly ImmutableArray<string> KeyNames = ["root", "targets", "builder", "canary", "beta", "stable", "rollout", "online"];

    /// <summary>The names of the keys that the text wants as files.</summary>
    public static IEnumerable<string> KeysIn(string text) => KeyNames.Where(name => text.Contains($"\"file:{KeyFolder}/{name}.pem\"", StringComparison.Ordinal));

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
    public static ImmutableArray<(int Line, string Advice)> Advice(string text) =>
    [
        (LineOf(text, "\"root\": {"), "root: three keys of three people, kept offline, \"threshold\": 2"),
        (LineOf(text, "\"targets\": {"), "targets: the same"),
        (LineOf(text, "\"releases\": {"), "releases: the build's key from a secrets manager, never a file"),
        (LineOf(text, "\"stable\": { \"keys\""), "stable: \"threshold\": 2 of three approvers"),
        (LineOf(text, "\"store\""), "store: where devices can read it, or add \"device_urls\""),
        (LineOf(text, "\"trust_anchor\""), "after it \"production\": true, and back the keys up: 'slipway keys backup'"),
    ];

    /// <summary>A line of its own, where there is something to say.</summary>
    private static string S3(S3Settings? settings) =>
        settings?.ToJson() is { Count: > 0 } json ? $"\n  \"s3\": {{ {string.Join(", ", json.Select(field => $"\"{field.Key}\": {field.Value!.ToJsonString()}"))} }}," : "";

    private static int LineOf(string text, string mark) => text.AsSpan(0, text.IndexOf(mark, StringComparison.Ordinal)).Count('\n') + 1;

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
