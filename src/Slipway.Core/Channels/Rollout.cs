using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>How fast a channel's release goes out. Signed by the online rollout role, which can introduce no release.</summary>
public sealed record Rollout
{
    /// <summary>The format that is written and the only one that is read.</summary>
    public const string Format = "slipway-rollout/1";

    /// <summary>All devices, in ten thousandths.</summary>
    public const int Everyone = 10_000;

    private static readonly ImmutableArray<string> KnownFields =
        ["format", "channel", "product", "version", "state", "permyriad", "salt", "not_before", "wave_since", "reason", "evidence", "yanked"];

    /// <summary>The channel.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The product.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>The version that it is about.</summary>
    public required SemanticVersion Version { get; init; }

    /// <summary>What to do with it.</summary>
    public RolloutState State { get; init; } = RolloutState.Active;

    /// <summary>The share of devices whose turn it is, in ten thousandths: 0 to 10000.</summary>
    public required int Permyriad { get; init; }

    /// <summary>Mixed into the devices' order. One per release: widening only adds devices, and other devices go first next time.</summary>
    public required string Salt { get; init; }

    /// <summary>The earliest time to take it. Whole seconds.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When it went to this share of the devices, or null where an older version wrote it. Whole seconds.</summary>
    public DateTimeOffset? WaveSince { get; init; }

    /// <summary>Why it is halted or goes back, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>On what the last step rests.</summary>
    public ImmutableArray<RuleEvidence> Evidence { get; init; } = [];

    /// <summary>The releases of this product that nobody is to install any more, whatever the channel.</summary>
    public ImmutableArray<YankedRelease> Yanked { get; init; } = [];

    /// <summary>Fields that this version does not know. They are kept when the rollout is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>What is said of a release that was yanked; null where it was not.</summary>
    public YankedRelease? FindYanked(SemanticVersion? version) => Yanked.FirstOrDefault(release => release.Version == version);

    /// <summary>Reads a rollout's file, whose bytes a trusted role has listed.</summary>
    /// <exception cref="FormatException">Not strict JSON, another format, or a field is missing or of another kind.</exception>
    public static Rollout Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new JsonFields(StrictJson.ParseObject(bytes));
        Offer.RequireFormat(json, Format);
        return new Rollout
        {
            Channel = ChannelName.Parse(json.Text("channel")),
            Product = SegmentName.Parse(json.Text("product")),
            Version = SemanticVersion.Parse(json.Text("version")),
            State = ReadState(json),
            Permyriad = (int)json.Integer("permyriad", 0, Everyone),
            Salt = json.Text("salt"),
            NotBefore = json.OptionalInteger("not_before", max: Offer.LatestTime) is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null,
            WaveSince = json.OptionalInteger("wave_since", max: Offer.LatestTime) is { } since ? DateTimeOffset.FromUnixTimeSeconds(since) : null,
            Reason = json.OptionalText("reason"),
            Evidence = Offer.ReadEvidence(json),
            Yanked = json.Has("yanked") ? [.. json.Objects("yanked").Select(YankedRelease.FromJson)] : [],
            Extensions = UnknownFields.Of(json, KnownFields),
        };
    }

    /// <summary>The rollout's file: canonical JSON, its control characters escaped.</summary>
    public byte[] ToBytes()
    {
        var json = new JsonObject
        {
            ["format"] = Format,
            ["channel"] = Channel.ToString(),
            ["product"] = Product.ToString(),
            ["version"] = Version.ToString(),
            ["state"] = State.ToString().ToLowerInvariant(),
            ["permyriad"] = Permyriad,
            ["salt"] = Salt,
        };
        Offer.AddIfPresent(json, "not_before", NotBefore?.ToUnixTimeSeconds());
        Offer.AddIfPresent(json, "wave_since", WaveSince?.ToUnixTimeSeconds());
        Offer.AddIfPresent(json, "reason", Reason);
        Offer.AddIfPresent(json, "evidence", Offer.ToJson(Evidence));
        Offer.AddIfPresent(json, "yanked", Yanked.IsEmpty ? null : new JsonArray([.. Yanked.Select(release => (JsonNode)release.ToJson())]));
        Extensions.AddTo(json);
        return CanonicalJson.EncodeFile(json);
    }

    private static RolloutState ReadState(JsonFields json) => json.Text("state") switch
    {
        "active" => RolloutState.Active,
        "halted" => RolloutState.Halted,
        "rollback" => RolloutState.Rollback,
        var other => throw json.Refuse("state", $"'{other}'", "active, halted or rollback"),
    };
}
