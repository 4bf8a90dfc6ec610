using System.Collections.Immutable;
using Slipway.Bundles;
using Slipway.Channels;
using Slipway.Json;
using Slipway.Publishing.Gates;

namespace Slipway.Publishing.Policy;

/// <summary>What may enter a channel, and how fast it goes out from there.</summary>
public sealed record ChannelPolicy
{
    private const int MaxApprovals = 100;

    /// <summary>The channel.</summary>
    public required ChannelName Name { get; init; }

    /// <summary>The channel that a release must come from, or null when releases are published into this one.</summary>
    public ChannelName? From { get; init; }

    /// <summary>How long a release must have been out before it may enter.</summary>
    public TimeSpan Bake { get; init; }

    /// <summary>How much of the version may change at once.</summary>
    public VersionBump Bump { get; init; } = VersionBump.Major;

    /// <summary>The shares of devices that a release goes to one after the other. It enters with the first.</summary>
    public ImmutableArray<Wave> Waves { get; init; } = Policy.Waves.All;

    /// <summary>How many signatures the channel's role must need, at least.</summary>
    public int Approvals { get; init; } = 1;

    /// <summary>What is asked before a release enters, and before it goes on to the next wave.</summary>
    public ImmutableArray<Gate> Gates { get; init; } = [];

    /// <summary>The first wave beyond a share, or null where there is none.</summary>
    internal Wave? WaveAfter(int permyriad) => Waves.FirstOrDefault(wave => wave.Permyriad > permyriad);

    /// <summary>Whether <paramref name="next"/> may follow <paramref name="current"/> here.</summary>
    public bool AllowsBump(SemanticVersion current, SemanticVersion next) => Bump switch
    {
        VersionBump.Minor => next.Major == current.Major,
        VersionBump.Patch => next.Major == current.Major && next.Minor == current.Minor,
        _ => true,
    };

    /// <exception cref="FormatException">A field is of another kind or out of range.</exception>
    internal static ChannelPolicy FromJson(ChannelName name, JsonFields json)
    {
        json.RequireOnly("from", "bake", "bump", "waves", "strategy", "batches", "soak", "approvals", "gates");
        return new ChannelPolicy
        {
            Name = name,
            From = json.TextOr<ChannelName?>("from", ChannelName.Parse, null),
            Bake = json.TextOr("bake", DurationText.Parse, TimeSpan.Zero),
            Bump = json.OptionalText("bump") is { } bump ? ParseBump(json, bump) : VersionBump.Major,
            Waves = Policy.Waves.FromJson(json),
            Approvals = (int)(json.OptionalInteger("approvals", 1, MaxApprovals) ?? 1),
            Gates = GateReader.ReadAll(json),
        };
    }

    private static VersionBump ParseBump(JsonFields json, string text) => text switch
    {
        "major" => VersionBump.Major,
        "minor" => VersionBump.Minor,
        "patch" => VersionBump.Patch,
        _ => throw json.Refuse("bump", $"'{text}'", "major, minor or patch"),
    };
}
