using System.Text.Json.Nodes;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>Where a channel's release came from.</summary>
/// <param name="Channel">The channel that offered the same bytes before.</param>
/// <param name="RoleVersion">The version of that channel's role when they were promoted.</param>
/// <param name="At">When they first entered any channel: what a bake time counts from.</param>
public sealed record Promotion(ChannelName Channel, long RoleVersion, DateTimeOffset At)
{
    /// <summary>Fields that this version does not know. They are kept when the offer is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    internal static Promotion FromJson(JsonFields json) => new(
        ChannelName.Parse(json.Text("channel")),
        json.Integer("role_version", min: 1),
        DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", max: Offer.LatestTime)))
    {
        Extensions = UnknownFields.Of(json, "channel", "role_version", "at"),
    };

    internal JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["channel"] = Channel.ToString(),
            ["role_version"] = RoleVersion,
            ["at"] = At.ToUnixTimeSeconds(),
        };
        Extensions.AddTo(json);
        return json;
    }
}
