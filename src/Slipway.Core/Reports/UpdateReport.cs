using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;

namespace Slipway.Reports;

/// <summary>What a device tells the world of one update: <c>slipway-report/1</c>.</summary>
/// <remarks>It comes from a device and is not signed: it informs, and nothing is decided by it. Immutable.</remarks>
public sealed record UpdateReport
{
    /// <summary>The format that a report names.</summary>
    public const string Format = "slipway-report/1";

    /// <summary>The longest report, in bytes.</summary>
    public const int MaxBytes = 512 * 1024;

    /// <summary>The longest <see cref="Message"/>, in characters.</summary>
    public const int MaxMessageLength = 2000;

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The same for the same event, however often it is reported: 16 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The device's name in rollouts.</summary>
    public required string DeviceId { get; init; }

    /// <summary>What runs there.</summary>
    public required SegmentName Product { get; init; }

    /// <summary>Which of a release's bundles is for it.</summary>
    public required RuntimeId Runtime { get; init; }

    /// <summary>Which channel it follows.</summary>
    public required ChannelName Channel { get; init; }

    /// <summary>What ran before; null when nothing did.</summary>
    public SemanticVersion? From { get; init; }

    /// <summary>The release that this is about; null when it never came to one.</summary>
    public SemanticVersion? To { get; init; }

    /// <summary>The digest of that release's manifest.</summary>
    public Sha256Digest? ManifestDigest { get; init; }

    /// <summary>What became of it.</summary>
    public required ReportStatus Status { get; init; }

    /// <summary>The text of a <see cref="ReasonCode"/>, perhaps of a newer agent.</summary>
    public required string Reason { get; init; }

    /// <summary>What happened, for a person; at most <see cref="MaxMessageLength"/> characters.</summary>
    public required string Message { get; init; }

    /// <summary>When, by the device's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long the release was on the air before it was taken off; null where nobody saw both.</summary>
    public TimeSpan? OnAir { get; init; }

    /// <summary>How often its probation was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>How many reports of this device were dropped for want of room, ever.</summary>
    public long Dropped { get; init; }

    /// <summary>The last lines of the service's log, for a release that was rolled back.</summary>
    public ImmutableArray<string> Log { get; init; } = [];

    /// <exception cref="FormatException">It is longer than <see cref="MaxBytes"/>, or no report.</exception>
    public static UpdateReport Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            throw new FormatException($"the report has {utf8.Length} bytes: expected at most {MaxBytes}");
        }

        var json = new JsonFields(StrictJson.ParseObject(utf8));
        return json.Text("format") is var found && found == Format ? FromJson(json) : throw json.Refuse("format", $"'{found}'", $"'{Format}'");
    }

    /// <summary>The report's JSON, as <see cref="Parse"/> reads it.</summary>
    public JsonObject ToJson() => new()
    {
        ["format"] = Format,
        ["id"] = Id,
        ["device_id"] = DeviceId,
        ["product"] = Product.ToString(),
        ["rid"] = Runtime.ToString(),
        ["channel"] = Channel.ToString(),
        ["from"] = From?.ToString(),
        ["to"] = To?.ToString(),
        ["manifest_sha256"] = ManifestDigest?.ToString(),
        ["status"] = Spelling(Status),
        ["reason"] = Reason,
        ["message"] = Message.Length > MaxMessageLength ? Shorten(Message) : Message,
        ["at"] = At.ToUnixTimeSeconds(),
        ["on_air_ms"] = OnAir is { } time ? (long)time.TotalMilliseconds : null,
        ["attempts"] = (long)Attempts,
        ["dropped"] = Dropped,
        ["log"] = new JsonArray([.. Log.Select(line => JsonValue.Create(line))]),
    };

    private static UpdateReport FromJson(JsonFields json) => new()
    {
        Id = json.Text("id"),
        DeviceId = json.Text("device_id"),
        Product = json.Text("product", SegmentName.Parse),
        Runtime = json.Text("rid", RuntimeId.Parse),
        Channel = json.Text("channel", ChannelName.Parse),
        From = json.Has("from") ? json.Text("from", SemanticVersion.Parse) : null,
        To = json.Has("to") ? json.Text("to", SemanticVersion.Parse) : null,
        ManifestDigest = json.Has("manifest_sha256") ? json.Text("manifest_sha256", Sha256Digest.Parse) : null,
        Status = ReadStatus(json),
        Reason = json.Text("reason"),
        Message = json.Text("message"),
        At = DateTimeOffset.FromUnixTimeSeconds(json.Integer("at", 0, LastSecond)),
        OnAir = json.OptionalInteger("on_air_ms", 0, (long)TimeSpan.MaxValue.TotalMilliseconds - 1) is { } onAir ? TimeSpan.FromMilliseconds(onAir) : null,
        Attempts = (int)json.Integer("attempts", 0, int.MaxValue),
        Dropped = json.Integer("dropped"),
        Log = [.. json.OptionalTexts("log")],
    };

    /// <summary>Half a surrogate pair would be no text.</summary>
    private static string Shorten(string message)
    {
        var length = MaxMessageLength - "...".Length;
        return $"{message.AsSpan(0, char.IsHighSurrogate(message[length - 1]) ? length - 1 : length)}...";
    }

    private static ReportStatus ReadStatus(JsonFields json)
    {
        var text = json.Text("status");
        return Enum.GetValues<ReportStatus>().Where(status => Spelling(status) == text).Select(status => (ReportStatus?)status).FirstOrDefault()
            ?? throw json.Refuse("status", $"'{text}'", "updated, rolled_back or refused");
    }

    private static string Spelling(ReportStatus status) => status switch
    {
        ReportStatus.Updated => "updated",
        ReportStatus.RolledBack => "rolled_back",
        _ => "refused",
    };
}
