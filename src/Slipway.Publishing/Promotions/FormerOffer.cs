using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Tuf;

namespace Slipway.Publishing.Promotions;

/// <summary>An offer that a channel has made before. The store has it still, under its digest.</summary>
/// <param name="Version">The release that it offered.</param>
/// <param name="Runtime">To which runtime.</param>
/// <param name="File">The offer's file, as the channel's role listed it.</param>
internal sealed record FormerOffer(SemanticVersion Version, RuntimeId Runtime, TargetFile File)
{
    /// <summary>What had become of its rollout when another offer took its place.</summary>
    public RolloutState Left { get; init; } = RolloutState.Active;

    /// <exception cref="FormatException">A field is missing or of another kind.</exception>
    public static FormerOffer FromJson(ChannelName channel, JsonFields json)
    {
        json.RequireOnly("version", "rid", "offer", "left");
        var runtime = RuntimeId.Parse(json.Text("rid"));
        var offer = json.Object("offer");
        var file = new TargetFile(ReleasePaths.Offer(channel, runtime), offer.Integer("length", 1, MetadataLimits.OfferBytes), offer.Text("sha256", Sha256Digest.Parse));
        return new FormerOffer(SemanticVersion.Parse(json.Text("version")), runtime, file) { Left = ReadState(json) };
    }

    /// <summary>An object with <c>version</c>, <c>rid</c>, <c>offer</c> and, where it did not just make room, <c>left</c>.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["version"] = Version.ToString(),
            ["rid"] = Runtime.ToString(),
            ["offer"] = new JsonObject { ["sha256"] = File.Digest!.ToString(), ["length"] = File.Length },
        };
        if (Left != RolloutState.Active)
        {
            json["left"] = Left.ToString().ToLowerInvariant();
        }

        return json;
    }

    private static RolloutState ReadState(JsonFields json) => json.OptionalText("left") switch
    {
        null => RolloutState.Active,
        "halted" => RolloutState.Halted,
        "rollback" => RolloutState.Rollback,
        var other => throw json.Refuse("left", $"'{other}'", "halted or rollback"),
    };
}
