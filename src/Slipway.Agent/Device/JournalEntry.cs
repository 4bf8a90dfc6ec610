using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Bundles;
using Slipway.Health;
using Slipway.Json;

namespace Slipway.Agent.Device;

/// <summary>A switch from one version to another that has begun and is neither committed nor undone.</summary>
/// <param name="Phase">How far it has come.</param>
/// <param name="From">What <c>current</c> named before; null when nothing was installed.</param>
/// <param name="To">What it is to name.</param>
/// <param name="PreviousBefore">What <c>previous</c> named before; null when there was none.</param>
/// <param name="Digest">The digest of the new version's manifest.</param>
public sealed record JournalEntry(JournalPhase Phase, InstalledTree? From, InstalledTree To, InstalledTree? PreviousBefore, Sha256Digest Digest)
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The apply strategy that moves the versions, forth and back.</summary>
    public string Strategy { get; init; } = Manifest.AtomicSwap;

    /// <summary>Whether the version left behind is known to be bad, and <c>previous</c> must not name it afterwards.</summary>
    public bool IsRetreat { get; init; }

    /// <summary>Whether a person asked to go back: the report must not blame the release's health.</summary>
    public bool IsByHand { get; init; }

    /// <summary>Whether the version never came to be started: going back says nothing against it.</summary>
    public bool IsUntried { get; init; }

    /// <summary>The version that the channel may send the device back to. It is kept, whichever run commits.</summary>
    public SemanticVersion? Pinned { get; init; }

    /// <summary>When the switch began, by the system's clock: the service's log is read from there on.</summary>
    public DateTimeOffset? BegunAt { get; init; }

    /// <summary>How often a probation was begun; reboots and crashes during probation count.</summary>
    public int Attempts { get; init; }

    /// <summary>The boot whose probation was counted in <see cref="Attempts"/> before anything was started in it; null when none was.</summary>
    public string? CountedIn { get; init; }

    /// <summary>Since when the version has been on the air; null before its first probation.</summary>
    public BootInstant? OnAirSince { get; init; }

    /// <summary>Whether the service was restarted with it since <see cref="OnAirSince"/>.</summary>
    public bool IsStarted { get; init; }

    /// <summary>What was out of bounds before the switch, and is not held against the new version.</summary>
    public ImmutableArray<HealthCondition> Excused { get; init; } = [];

    /// <summary>Why it is being rolled back, for a person.</summary>
    public string? Reason { get; init; }

    /// <summary>The entry with one more probation begun, unless the one of this boot was counted before.</summary>
    public JournalEntry Counted() => this with { Attempts = CountedIn == BootInstant.CurrentBoot ? Attempts : Attempts + 1, CountedIn = null };

    internal static JournalEntry FromJson(JsonFields json) => new(
        ReadPhase(json),
        ReadTree(json, "from"),
        InstalledTree.Parse(json.Text("to")),
        ReadTree(json, "previous_before"),
        Sha256Digest.Parse(json.Text("manifest_sha256")))
    {
        Strategy = json.OptionalText("strategy") ?? Manifest.AtomicSwap,
        IsRetreat = json.Flag("retreat"),
        IsByHand = json.Flag("by_hand"),
        IsUntried = json.Flag("untried"),
        Pinned = json.OptionalText("pinned") is { } pinned ? SemanticVersion.Parse(pinned) : null,
        BegunAt = json.OptionalInteger("begun_at", 0, LastSecond) is { } begunAt ? DateTimeOffset.FromUnixTimeSeconds(begunAt) : null,
        Attempts = (int)json.Integer("attempts", 0, int.MaxValue),
        CountedIn = json.OptionalText("counted_in"),
        OnAirSince = json.OptionalObject("on_air_since") is { } since ? BootInstant.FromJson(since) : null,
        IsStarted = json.Flag("started"),
        Excused = [.. json.OptionalTexts("excused").Select(HealthCondition.Parse)],
        Reason = json.OptionalText("reason"),
    };

    internal JsonObject ToJson() => new()
    {
        ["phase"] = Spelling(Phase),
        ["from"] = From?.FolderName,
        ["to"] = To.FolderName,
        ["previous_before"] = PreviousBefore?.FolderName,
        ["manifest_sha256"] = Digest.ToString(),
        ["strategy"] = Strategy,
        ["retreat"] = IsRetreat,
        ["by_hand"] = IsByHand,
        ["untried"] = IsUntried,
        ["pinned"] = Pinned?.ToString(),
        ["begun_at"] = BegunAt?.ToUnixTimeSeconds(),
        ["attempts"] = (long)Attempts,
        ["counted_in"] = CountedIn,
        ["on_air_since"] = OnAirSince?.ToJson(),
        ["started"] = IsStarted,
        ["excused"] = new JsonArray([.. Excused.Select(condition => JsonValue.Create(condition.ToString()))]),
        ["reason"] = Reason,
    };

    private static InstalledTree? ReadTree(JsonFields json, string name) =>
        json.OptionalText(name) is { } text ? InstalledTree.Parse(text) : null;

    private static JournalPhase ReadPhase(JsonFields json)
    {
        var text = json.Text("phase");
        foreach (var phase in Enum.GetValues<JournalPhase>())
        {
            if (Spelling(phase) == text)
            {
                return phase;
            }
        }

        throw json.Refuse("phase", $"'{text}'", "switching, probation, committing or rolling_back");
    }

    private static string Spelling(JournalPhase phase) => phase switch
    {
        JournalPhase.Switching => "switching",
        JournalPhase.Probation => "probation",
        JournalPhase.Committing => "committing",
        _ => "rolling_back",
    };
}
