using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>A release that is not installed here again.</summary>
/// <param name="Version">Its version. Another release may have the same one, with other bytes.</param>
/// <param name="Digest">The digest of its manifest, which is what is refused.</param>
/// <param name="At">When it was put here.</param>
/// <param name="Reason">Why, for a person.</param>
public sealed record QuarantinedRelease(SemanticVersion Version, Sha256Digest Digest, DateTimeOffset At, string Reason)
{
    /// <summary>How long it was on the air, from the swap until the service ran the other version again; null where no single run saw both.</summary>
    public TimeSpan? OnAir { get; init; }

    // What a TimeSpan can hold: a file may say any number.
    private const long LongestOnAir = long.MaxValue / TimeSpan.TicksPerMillisecond;

    internal static QuarantinedRelease FromJson(JsonFields json) => new(
        SemanticVersion.Parse(json.Text("version")),
        Sha256Digest.Parse(json.Text("manifest_sha256")),
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())),
        json.Text("reason"))
    {
        OnAir = json.OptionalInteger("on_air_ms", max: LongestOnAir) is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    };

    internal JsonObject ToJson() => new()
    {
        ["version"] = Version.ToString(),
        ["manifest_sha256"] = Digest.ToString(),
        ["at"] = At.ToUnixTimeSeconds(),
        ["reason"] = Reason,
        ["on_air_ms"] = OnAir is { } time ? (long)time.TotalMilliseconds : null,
    };
}
