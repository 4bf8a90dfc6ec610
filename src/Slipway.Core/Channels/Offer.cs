using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Json;

namespace Slipway.Channels;

/// <summary>What a channel offers to one runtime. Signed by the channel's role; every release it names is pinned by its manifest's digest.</summary>
public sealed record Offer
{
    /// <summary>The format that is written and the only one that is read.</summary>
    public const string Format = "slipway-offer/1";

    internal static readonly long LatestTime = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static readonly ImmutableArray<string> KnownFields =
    [
        "format", "product", "channel", "rid", "version", "manifest", "min_current_version", "released_at", "promoted_from", "rollback",
        "stepping_stones", "min_secure_version", "allow_downgrade_from", "allow_major", "emergency", "reason", "display_name", "evidence", "notes",
    ];

    /// <summary>The product.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>The channel.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>The runtime.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>The release that is offered.</summary>
    public required ReleaseReference Release { get; init; }

    /// <summary>When it entered this channel. Whole seconds.</summary>
    public required DateTimeOffset ReleasedAt { get; init; }

    /// <summary>Where it came from, or null when it was published into this channel.</summary>
    public Promotion? PromotedFrom { get; init; }

    /// <summary>The release to go back to, or null.</summary>
    public ReleaseReference? Rollback { get; init; }

    /// <summary>Releases on the way for devices that run something too old.</summary>
    public ImmutableArray<ReleaseReference> SteppingStones { get; init; } = [];

    /// <summary>Devices remember it, and never go below it again.</summary>
    public SemanticVersion? MinSecureVersion { get; init; }

    /// <summary>The running versions for which this offer may be a downgrade.</summary>
    public ImmutableArray<SemanticVersion> AllowDowngradeFrom { get; init; } = [];

    /// <summary>Whether it may raise the major version.</summary>
    public bool AllowsMajor { get; init; }

    /// <summary>Whether it was let in without bake, gates and waves. Signatures are never left out.</summary>
    public bool IsEmergency { get; init; }

    /// <summary>Why it is offered, when that is out of the ordinary: an emergency, a way back.</summary>
    public string? Reason { get; init; }

    /// <summary>What people call the release in this channel, or null for its version. The bytes, and the version in them, are the same everywhere.</summary>
    public string? DisplayName { get; init; }

    /// <summary>On what the promotion rests.</summary>
    public ImmutableArray<RuleEvidence> Evidence { get; init; } = [];

    /// <summary>Release notes.</summary>
    public string? Notes { get; init; }

    /// <summary>Fields that this version does not know. They are kept when the offer is changed.</summary>
    public UnknownFields Extensions { get; init; } = UnknownFields.None;

    /// <summary>Every release that it names: the one it offers, the one to go back to, and those on the way.</summary>
    public IEnumerable<ReleaseReference> NamedReleases => Rollback is { } rollback ? [Release, rollback, .. SteppingStones] : [Release, .. SteppingStones];

    /// <summary>When the bytes first entered any channel.</summary>
    public DateTimeOffset BakingSince => PromotedFrom?.At ?? ReleasedAt;

    /// <summary>Reads an offer's file, whose bytes a trusted role has listed.</summary>
    /// <exception cref="FormatException">Not strict JSON, another format, a field is missing or of another kind, or a manifest's path is not its release's.</exception>
    public static Offer Parse(ReadOnlySpan<byte> bytes)
    {
        var json = new JsonFields(StrictJson.ParseObject(bytes));
        RequireFormat(json, Format);
        var runtime = RuntimeId.Parse(json.Text("rid"));
        return new Offer
        {
            Product = SegmentName.Parse(json.Text("product")),
            Channel = ChannelName.Parse(json.Text("channel")),
            Runtime = runtime,
            Release = ReleaseReference.FromFields(json, runtime),
            ReleasedAt = DateTimeOffset.FromUnixTimeSeconds(json.Integer("released_at", max: LatestTime)),
            PromotedFrom = json.OptionalObject("promoted_from") is { } source ? Promotion.FromJson(source) : null,
            Rollback = json.OptionalObject("rollback") is { } rollback ? ReleaseReference.FromJson(rollback, runtime) : null,
            SteppingStones = json.Has("stepping_stones") ? [.. json.Objects("stepping_stones").Select(stone => ReleaseReference.FromJson(stone, runtime))] : [],
            MinSecureVersion = json.OptionalText("min_secure_version") is { } oldest ? SemanticVersion.Parse(oldest) : null,
            AllowDowngradeFrom = [.. json.OptionalTexts("allow_downgrade_from").Select(SemanticVersion.Parse)],
            AllowsMajor = json.Flag("allow_major"),
            IsEmergency = json.Flag("emergency"),
            Reason = json.OptionalText("reason"),
            DisplayName = json.OptionalText("display_name"),
            Evidence = ReadEvidence(json),
            Notes = json.OptionalText("notes"),
            Extensions = UnknownFields.Of(json, KnownFields),
        };
    }

    /// <summary>The offer's file: canonical JSON, its control characters escaped.</summary>
    public byte[] ToBytes()
    {
        var json = new JsonObject
        {
            ["format"] = Format,
            ["product"] = Product.ToString(),
            ["channel"] = Channel.ToString(),
            ["rid"] = Runtime.ToString(),
            ["released_at"] = ReleasedAt.ToUnixTimeSeconds(),
            ["allow_downgrade_from"] = new JsonArray([.. AllowDowngradeFrom.Select(version => (JsonNode)version.ToString())]),
            ["allow_major"] = AllowsMajor,
            ["stepping_stones"] = new JsonArray([.. SteppingStones.Select(stone => (JsonNode)stone.ToJson())]),
        };
        Release.WriteTo(json);
        AddIfPresent(json, "promoted_from", PromotedFrom?.ToJson());
        AddIfPresent(json, "rollback", Rollback?.ToJson());
        AddIfPresent(json, "min_secure_version", MinSecureVersion?.ToString());
        AddIfPresent(json, "emergency", IsEmergency ? true : null);
        AddIfPresent(json, "reason", Reason);
        AddIfPresent(json, "display_name", DisplayName);
        AddIfPresent(json, "evidence", ToJson(Evidence));
        AddIfPresent(json, "notes", Notes);
        Extensions.AddTo(json);
        return CanonicalJson.EncodeFile(json);
    }

    internal static void RequireFormat(JsonFields json, string format)
    {
        if (json.Text("format") is var found && found != format)
        {
            throw json.Refuse("format", $"'{found}'", $"'{format}'");
        }
    }

    internal static ImmutableArray<RuleEvidence> ReadEvidence(JsonFields json) =>
        json.Has("evidence") ? [.. json.Objects("evidence").Select(RuleEvidence.FromJson)] : [];

    internal static JsonArray? ToJson(ImmutableArray<RuleEvidence> evidence) =>
        evidence.IsEmpty ? null : [.. evidence.Select(rule => (JsonNode)rule.ToJson())];

    internal static void AddIfPresent(JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
