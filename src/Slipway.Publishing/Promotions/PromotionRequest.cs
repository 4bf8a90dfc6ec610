using Slipway.Bundles;
using Slipway.Channels;

namespace Slipway.Publishing.Promotions;

/// <summary>What is to be promoted, and how.</summary>
/// <param name="Version">The release.</param>
/// <param name="From">The channel that offers it, or has offered it.</param>
/// <param name="To">The channel that is to offer it too.</param>
public sealed record PromotionRequest(SemanticVersion Version, ChannelName From, ChannelName To)
{
    /// <summary>Characters that a display name may have.</summary>
    public const int MaxDisplayName = 64;

    /// <summary>The share of devices it goes to at first, in ten thousandths, or null for the channel's first wave.</summary>
    public int? Permyriad { get; init; }

    /// <summary>The earliest time for devices to take it, or null for at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Why bake, gates and waves are left out, or null: they are not. Signatures never are.</summary>
    public string? EmergencyReason { get; init; }

    /// <summary>What people call the release in the channel, or null as in the source. At most <see cref="MaxDisplayName"/> characters in one line.</summary>
    public string? DisplayName { get; init; }

    /// <summary>As it is signed: texts without blanks around them, the time in whole seconds.</summary>
    /// <exception cref="InputException"><see cref="InputFailure.OptionInvalid"/>: it goes nowhere, or a text is empty, too long, or more than a line.</exception>
    internal PromotionRequest Checked()
    {
        RequireStep();
        return this with
        {
            NotBefore = NotBefore is { } time ? DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) : null,
            EmergencyReason = EmergencyReason is null ? null : Promotions.EmergencyReason.Require(EmergencyReason),
            DisplayName = DisplayName is null ? null : SignedLine.Require("display name", DisplayName, MaxDisplayName, "People see it beside the version, as in --display-name 'Spring 2026'."),
        };
    }

    /// <summary>Who names one channel twice meant another one, and would be told that all is well.</summary>
    private void RequireStep()
    {
        if (From == To)
        {
            throw new InputException(InputFailure.OptionInvalid, $"{Version} would be promoted from {From} to {To}: expected two channels.")
            {
                Hint = "Name the channel that is to offer it too (--to, SlipwayPromoteTo).",
            };
        }
    }
}
