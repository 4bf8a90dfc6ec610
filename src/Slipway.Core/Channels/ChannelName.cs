using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Slipway.Bundles;

namespace Slipway.Channels;

/// <summary>The name of a channel, which is also the name of the role that signs its offers: <c>[a-z0-9][a-z0-9._-]*</c>.</summary>
public sealed record ChannelName
{
    private static readonly ImmutableHashSet<string> Reserved =
        ["releases", "rollout", "trust", "root", "targets", "snapshot", "timestamp"];

    private readonly string _name;

    private ChannelName(string name) => _name = name;

    /// <summary>The channel of a device that was told none (REQUIREMENTS A14).</summary>
    public static ChannelName Default { get; } = new("stable");

    /// <exception cref="FormatException"><paramref name="text"/> is not a channel name.</exception>
    public static ChannelName Parse(string text) =>
        TryParse(text, out var name)
            ? name
            : throw new FormatException($"'{text}' is not a channel name: expected lowercase letters, digits, '.', '_', '-', and none of {string.Join(", ", Reserved.Order())}");

    /// <summary>Accepts exactly one spelling of each name.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ChannelName? name)
    {
        name = SegmentName.TryParse(text, out _) && !Reserved.Contains(text!) ? new ChannelName(text!) : null;
        return name is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => _name;
}
